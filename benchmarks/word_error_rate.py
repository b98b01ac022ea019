"""Word error rate and speed of a recogniser on real recordings.

    python benchmarks/word_error_rate.py
    python benchmarks/word_error_rate.py --beam 5 --output /tmp/beam5.json
    python benchmarks/word_error_rate.py --engine openai-whisper --data DIR

DIR holds audio files and `manifest.jsonl`, one JSON object per line with `path`, `kind` and
`transcript`. The recordings are not part of this repository; without them the program says so and exits
with 66. It exits with 1 where the read clips miss the target, else with 0.

Text is compared after openai-whisper's English normaliser (lower case, no punctuation, digits for
numbers, contractions written out, um and uh removed). Fillers are counted apart, before it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jiwer

from benchmarks.provenance import commit
from voiceprep.audio.decode import decode
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear
from voiceprep.transcription.openai_whisper import OpenAIWhisper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceprep.transcription.interface import Transcriber

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "speech"
OUTPUT = ROOT / "benchmarks" / "results" / "word_error_rate.json"
NO_DATA = 66
"""Exit code where the recordings are absent (EX_NOINPUT of sysexits.h)."""
TARGET = 0.03
"""Highest word error rate on clips of kind "read" that passes."""
_FILLERS = re.compile(r"\b(um+|uh+|hmm+|mm+|erm?)\b", re.IGNORECASE)
_VARIANTS = {r"\ball right\b": "alright", r"\bok\b": "okay"}
"""Spellings of one word that the normaliser leaves apart."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One clip, transcribed and compared."""

    path: str
    kind: str
    seconds: float
    """Length of the recording."""
    wall_seconds: float
    cpu_seconds: float
    """Processor time of all threads."""
    words: int
    """Words of the reference."""
    errors: int
    """Words substituted, deleted and inserted."""
    fillers_spoken: int
    fillers_written: int
    language: str | None
    """As detected."""
    language_probability: float | None


def main() -> int:
    options = _options()
    if (rows := recordings(options.data)) is None:
        return NO_DATA
    engine = _engine(options)
    engine.load()
    normalise = normaliser()
    measured: list[Measured] = []
    for row in rows:
        one, text = _measure(engine, normalise, options.data, row)
        measured.append(one)
        _print_clip(one)
        if options.print_text:
            print(f"    {text}")
    result = _result(engine.identity, measured)
    _print_summary(result)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    read = result["kinds"].get("read")
    return int(read is not None and read["word_error_rate"] >= TARGET)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Word error rate on real recordings.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with manifest.jsonl")
    parser.add_argument("--engine", choices=("faster-whisper", "openai-whisper"), default="faster-whisper")
    parser.add_argument("--compute-type", default="int8", help="for faster-whisper: int8 or float32")
    parser.add_argument("--beam", type=int, default=1, help="beam size")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    parser.add_argument("--print-text", action="store_true", help="print every transcript")
    return parser.parse_args()


def _engine(options: argparse.Namespace) -> Transcriber:
    if options.engine == "openai-whisper":
        return OpenAIWhisper(beam_size=options.beam)
    return FasterWhisper(compute_type=options.compute_type, beam_size=options.beam)


def recordings(folder: Path) -> list[dict[str, Any]] | None:
    """The rows of a folder's manifest; None where there is none, which is said."""
    manifest = folder / "manifest.jsonl"
    if not manifest.is_file():
        print(f"No recordings: {manifest} does not exist. Name a folder with --data DIR.", file=sys.stderr)
        return None
    lines = manifest.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def normaliser() -> Callable[[str], str]:
    """What makes texts comparable."""
    from whisper.normalizers import EnglishTextNormalizer

    english = EnglishTextNormalizer()

    def normalise(text: str) -> str:
        plain = str(english(text))
        for pattern, one in _VARIANTS.items():
            plain = re.sub(pattern, one, plain)
        return plain.strip()

    return normalise


def _measure(
    engine: Transcriber, normalise: Callable[[str], str], folder: Path, row: dict[str, Any]
) -> tuple[Measured, str]:
    """The figures of one recording, and its transcript as recognised."""
    clip = decode(folder / row["path"])
    wall, cpu = time.perf_counter(), time.process_time()
    _, transcript = hear(clip, engine)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    reference, heard = normalise(row["transcript"]), normalise(transcript.text)
    one = Measured(
        path=row["path"],
        kind=row["kind"],
        seconds=round(clip.seconds, 2),
        wall_seconds=round(wall, 2),
        cpu_seconds=round(cpu, 2),
        words=len(reference.split()),
        errors=errors_in(reference, heard),
        fillers_spoken=len(_FILLERS.findall(row["transcript"])),
        fillers_written=len(_FILLERS.findall(transcript.text)),
        language=transcript.language,
        language_probability=transcript.language_probability,
    )
    return one, transcript.text


def errors_in(reference: str, heard: str) -> int:
    """Words substituted, deleted and inserted."""
    if not reference:
        # A reference of nothing but fillers: every word written is one too many.
        return len(heard.split())
    compared = jiwer.process_words(reference, heard)
    return compared.substitutions + compared.deletions + compared.insertions


def _result(identity: str, measured: list[Measured]) -> dict[str, Any]:
    by_kind: dict[str, list[Measured]] = defaultdict(list)
    for one in measured:
        by_kind[one.kind].append(one)
    return {
        "command": shlex.join(["python", "benchmarks/word_error_rate.py", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "engine": identity,
        "target": {"kind": "read", "word_error_rate_below": TARGET},
        "kinds": {kind: _summary(ones) for kind, ones in sorted(by_kind.items())},
        "all": _summary(measured),
        "clips": [asdict(one) for one in measured],
    }


def _summary(measured: Iterable[Measured]) -> dict[str, Any]:
    """Totals of some clips; the ratios are times divided by the length of the recordings."""
    ones = list(measured)
    words, seconds = sum(one.words for one in ones), sum(one.seconds for one in ones)
    errors = sum(one.errors for one in ones)
    return {
        "clips": len(ones),
        "words": words,
        "errors": errors,
        "word_error_rate": round(errors / words, 4) if words else None,
        "real_time_factor": round(sum(one.wall_seconds for one in ones) / seconds, 3),
        "cpu_time_factor": round(sum(one.cpu_seconds for one in ones) / seconds, 3),
        "fillers_spoken": sum(one.fillers_spoken for one in ones),
        "fillers_written": sum(one.fillers_written for one in ones),
    }


def _print_clip(one: Measured) -> None:
    rate = f"{one.errors / one.words:6.1%}" if one.words else "     -"
    print(
        f"{one.path:42} {one.kind:17} {rate} {one.errors:4}/{one.words:<4} {one.wall_seconds:6.1f} s",
        flush=True,
    )


def _print_summary(result: dict[str, Any]) -> None:
    print(f"\n{result['engine']}, {result['cores']} cores")
    print(f"{'kind':17} clips words errors    WER  time/audio  CPU/audio  fillers kept")
    for kind, row in [*result["kinds"].items(), ("all", result["all"])]:
        rate = "-" if row["word_error_rate"] is None else f"{row['word_error_rate']:.1%}"
        print(
            f"{kind:17} {row['clips']:5} {row['words']:5} {row['errors']:6} {rate:>6} "
            f"{row['real_time_factor']:11.2f} {row['cpu_time_factor']:10.2f}"
            f"  {row['fillers_written']}/{row['fillers_spoken']}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
