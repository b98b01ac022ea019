"""The programs that `throughput.py` compares: how each is started, and how what it heard is read."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.transcription.ctranslate2_weights import read_variables, whisper_dimensions, whisper_state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGRAMS = (
    *(
        "voiceprep",
        "voiceprep-scored",
        "openai-whisper",
        "whisper-ctranslate2",
        "whisper-ctranslate2-batched",
    ),
    *("faster-whisper", "faster-whisper-beam1"),
)
QUESTION = "ml-drift"


@dataclass(frozen=True, slots=True)
class Place:
    """Where things lie and what there is to work with."""

    folder: Path
    """For everything that is written."""
    weights: Path
    """The CTranslate2 model."""
    cores: int


def command(
    name: str, files: Sequence[Path], out: Path, place: Place
) -> tuple[list[str], Callable[[], dict[str, str]]]:
    """How the program is started, and how what it heard is read, by the names of the files."""
    names, threads = [str(path) for path in files], str(place.cores)

    def written() -> dict[str, str]:
        return {path.stem: path.read_text(encoding="utf-8") for path in out.glob("*.txt")}

    if name.startswith("voiceprep"):
        only = () if name.endswith("scored") else ("--judge", "none", "--no-fillers")
        return voiceprep(files, out, *only), lambda: from_table(out / "out.jsonl")
    if name == "openai-whisper":
        beside = ["--fp16", "False", "--threads", threads, "--model", str(_checkpoint(place))]
        return [_program("whisper"), *names, *_ALIKE, "--output_dir", str(out), *beside], written
    if name.startswith("whisper-ctranslate2"):
        batched = ["--batched", "True"] if name.endswith("batched") else []
        beside = [
            "--model_directory",
            str(place.weights),
            "--compute_type",
            "int8",
            "--threads",
            threads,
            *batched,
        ]
        return [_program("whisper-ctranslate2"), *names, *_ALIKE, "--output_dir", str(out), *beside], written
    if name not in PROGRAMS:
        raise SystemExit(f"{name} is none of {', '.join(PROGRAMS)}")
    beam = "1" if name.endswith("beam1") else "5"
    return [sys.executable, "-c", _SCRIPT, str(place.weights), threads, beam, str(out), *names], written


_ALIKE = ("--language", "en", "--device", "cpu", "--output_format", "txt", "--verbose", "False")
_SCRIPT = """
import sys
from pathlib import Path
from faster_whisper import WhisperModel

weights, threads, beam, out, *names = sys.argv[1:]
model = WhisperModel(weights, device="cpu", compute_type="int8", cpu_threads=int(threads))
for name in names:
    segments, _ = model.transcribe(name, language="en", beam_size=int(beam))
    Path(out, Path(name).stem + ".txt").write_text("".join(segment.text for segment in segments))
"""
"""What everybody writes first."""


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise SystemExit(f"{name} is not installed: pip install --no-deps {name}")
    return found


def voiceprep(files: Sequence[Path], out: Path, *more: str) -> list[str]:
    command = [sys.executable, "-m", "voiceprep", "score", *map(str, files), "--question", QUESTION]
    return [*command, "--out", str(out / "out.jsonl"), "--store", str(out / "store.sqlite"), "--quiet", *more]


def from_table(path: Path) -> dict[str, str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {Path(row["path"]).stem: row["transcript"] for row in rows if row["transcript"]}


def _checkpoint(place: Place) -> Path:
    """The same weights in the form that openai-whisper reads."""
    import torch

    path = place.folder / "base.pt"
    if not path.exists():
        variables = read_variables(place.weights / "model.bin")
        state = {name: torch.from_numpy(values) for name, values in whisper_state(variables).items()}
        torch.save({"dims": whisper_dimensions(variables), "model_state_dict": state}, path)
    return path
