"""What a path stands for: a recording, many of them, or what lies beside them."""

from __future__ import annotations

import glob
import os
from contextlib import suppress
from pathlib import Path

AUDIO_ENDINGS = frozenset(
    """
    .3g2 .3gp .3gpp .aac .ac3 .aif .aifc .aiff .amr .asf .au .avi .awb .caf .flac .flv .m2ts .m4a .m4b .m4v
    .mka .mkv .mov .mp2 .mp3 .mp4 .mpeg .mpg .mpga .mts .oga .ogg .ogv .opus .qt .ra .snd .spx .ts .ulaw .vob
    .w64 .wav .wave .weba .webm .wma .wmv .wv
    """.split()  # noqa: SIM905 (easier to read)
)
"""What is taken for a recording where a whole folder or archive is named. A file that is named itself is
tried whatever its ending."""
BESIDE = frozenset(
    """
    .txt .csv .tsv .tab .json .jsonl .ndjson .srt .vtt .xlsx .parquet .html .sqlite
    """.split()  # noqa: SIM905 (easier to read)
)
"""What lies beside recordings without being one: words, lists, and what we write."""


def is_audio(name: str) -> bool:
    """Whether a file of that name, within folders or not, is taken for a recording."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return not is_hidden(base) and "__MACOSX" not in name and Path(base).suffix.lower() in AUDIO_ENDINGS


def is_hidden(name: str) -> bool:
    return name.startswith(".")


def with_folder_as_it_is(pattern: str) -> str:
    """The pattern with the longest beginning that is a folder taken literally: its name may have brackets."""
    for place in range(len(pattern) - 1, 0, -1):
        if pattern[place] in {"/", os.sep} and is_folder(pattern[:place]):
            return glob.escape(pattern[:place]) + pattern[place:]
    return pattern


# A path that cannot be looked at is none of these; why it cannot is found out when it is read.


def is_folder(path: str) -> bool:
    with suppress(OSError):
        return Path(path).is_dir()
    return False


def is_archive(path: str) -> bool:
    with suppress(OSError):
        return path.lower().endswith(".zip") and Path(path).is_file()
    return False


def is_glob(path: str) -> bool:
    with suppress(OSError):
        return glob.has_magic(path) and not Path(path).exists()
    return False
