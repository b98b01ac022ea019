"""Word errors of answers transcribed in windows, as while they are spoken, against the whole file at once.

    python -m benchmarks.in_windows
    python -m benchmarks.in_windows --kinds read,read_l2,spontaneous,spontaneous_long --shortest 0

Only recordings longer than the 30 s that Whisper sees at once (`--shortest`), and without the noisy ones and
the meetings. Both ways have the same weights (Whisper base, int8), beam 1 and one thread; the whole file goes
through faster-whisper's own `transcribe`, with its fallback to other temperatures. A window cut a few samples
later is heard differently, so each recording is heard in three copies that nobody can tell apart. Where it is
in doubt faster-whisper draws lots, so the whole file is heard three times (`--draws`), and its mean counts.
A live answer has the words of its file to the last bit (`transcription/hearing.py`), so the file is read
here.

Recordings as for word_error_rate.py. It exits with 1 where the target is missed, with 66 without recordings.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.provenance import commit
from benchmarks.word_error_rate import DATA, NO_DATA, ROOT, errors_in, normaliser, recordings
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode
from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OUTPUT = ROOT / "benchmarks" / "results" / "in_windows.json"
KINDS = "read,read_l2,spontaneous,spontaneous_long"
SHORTEST = 30.0
"""Seconds from which on a recording counts as long."""
TARGET = 0.01
"""Word error rate in windows above that of the whole file, at most."""
COPIES = ((0.0, 0.0), (1.0, 3.0), (2.0, 7.0))
"""(dB softer, ms later) of each copy."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One recording, the errors of its copies added up."""

    path: str
    kind: str
    seconds: float
    words: int
    in_windows: int
    whole_file: tuple[int, ...]
    """One for each time that it was heard."""


def main() -> int:
    options = _options()
    if (rows := recordings(options.data)) is None:
        return NO_DATA
    ours, whole = FasterWhisper(), _whole_file()
    ours.load()
    normalise = normaliser()
    compared: list[Compared] = []
    for row in rows:
        clip = decode(options.data / row["path"])
        if row["kind"] not in options.kinds.split(",") or clip.seconds < options.shortest:
            continue
        said = normalise(row["transcript"])
        copies = list(_copies(clip))
        windows = sum(errors_in(said, normalise(hear(copy, ours)[1].text)) for copy in copies)
        plain = tuple(
            sum(errors_in(said, normalise(whole(copy))) for copy in copies) for _ in range(options.draws)
        )
        words = len(copies) * len(said.split())
        compared.append(Compared(row["path"], row["kind"], round(clip.seconds, 1), words, windows, plain))
        print(f"{row['path']:28} {words:5} words  in windows {windows:3}  whole file {plain}", flush=True)
    result = _result(compared, ours.identity)
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["all"]))
    return int(result["all"]["points_more"] > 100 * TARGET)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Word errors in windows against the whole file.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with manifest.jsonl")
    parser.add_argument("--kinds", default=KINDS, help="kinds of recordings, with commas between")
    parser.add_argument("--shortest", type=float, default=SHORTEST, help="seconds, at least")
    parser.add_argument("--draws", type=int, default=3, help="how often the whole file is heard")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    return parser.parse_args()


def _whole_file() -> Callable[[Clip], str]:
    """The library's own way through a whole recording."""
    import faster_whisper

    model = faster_whisper.WhisperModel(
        str(resolve(WHISPER_BASE).path), device="cpu", compute_type="int8", cpu_threads=1
    )

    def transcribe(clip: Clip) -> str:
        segments, _ = model.transcribe(clip.samples, language="en", beam_size=1)
        return " ".join(segment.text for segment in segments)

    return transcribe


def _copies(clip: Clip) -> Iterator[Clip]:
    for softer, later in COPIES:
        silence = np.zeros(round(later / 1000 * SAMPLE_RATE), dtype=np.float32)
        samples = np.concatenate([silence, clip.samples * 10 ** (-softer / 20)])
        yield replace(clip, samples=samples.astype(np.float32))


def _result(compared: list[Compared], identity: str) -> dict[str, Any]:
    words = sum(one.words for one in compared)
    windows = sum(one.in_windows for one in compared)
    draws = [sum(errors) for errors in zip(*(one.whole_file for one in compared), strict=True)]
    whole = statistics.mean(draws) if draws else 0.0
    return {
        "command": shlex.join(["python", "-m", "benchmarks.in_windows", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "engine": identity,
        "copies": COPIES,
        "target_points_more": 100 * TARGET,
        "all": {
            "words": words,
            "in_windows": windows,
            "whole_file": draws,
            "points_more": round(100 * (windows - whole) / max(1, words), 2),
        },
        "recordings": [asdict(one) for one in compared],
    }


if __name__ == "__main__":
    raise SystemExit(main())
