"""How well filled pauses are found, and what that costs.

    python -m benchmarks.delivery
    python -m benchmarks.delivery --kind spontaneous --kind disfluent_short
    python -m benchmarks.delivery --data DIR --output /tmp/delivery.json

DIR holds `speech/manifest.jsonl` with the recordings that it names (`path`, `kind`, `transcript`,
`verbatim_fillers`), and `answers/spoken_verbatim_ami.jsonl`. They are not part of this repository; what is
absent is said and left out, and without any of them the program exits with 66. It exits with 1 where
verbatim text is miscounted or the count takes too long. A run over everything rewrites
docs/accuracy.md as well.

The recordings with filled pauses in their reference are by one speaker and of meetings; the thresholds of
the count were chosen with the speaker's in view, so read the figures as the better end.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Levenshtein

from benchmarks.judging.card import whole_card
from benchmarks.provenance import commit
from benchmarks.word_error_rate import recordings
from voiceprep.audio.decode import decode
from voiceprep.scoring.phrasing import SOUNDS, filler_sounds, is_sound, repetitions
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.filled_pauses import find_filled_pauses
from voiceprep.transcription.hearing import Hearing
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    from voiceprep.delivered import Filler

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
OUTPUT = ROOT / "benchmarks" / "results" / "delivery.json"
CARD = ROOT / "docs" / "accuracy.md"
NO_DATA = 66
"""Exit code where the recordings are absent (EX_NOINPUT of sysexits.h)."""
MAX_ADDED = 0.4
"""Processor time of the count as a share of that of the transcription."""
_SOUND = "<sound>"
_JOINED = "spontaneous_long"
"""Kind of the recording that is made of three others: it would count them twice."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One recording."""

    path: str
    kind: str
    verbatim: bool
    """Whether the reference has filled pauses at all; in the others everything found is wrong."""
    seconds: float
    spoken: int
    """Filled pauses in the reference."""
    found: int
    right: int
    """Of those found, how many stand at that place in the reference."""
    transcription_seconds: float
    """Processor time."""
    added_seconds: float
    """Processor time of the count."""


def main() -> int:
    options = _options()
    recordings, turns = _recordings(options.data, options.kind), _turns(options.data)
    if not recordings and not turns:
        return NO_DATA
    engine = FasterWhisper(threads=options.threads)
    counted = []
    if recordings:
        engine.load()
    for row in recordings:
        counted.append(_count(engine, options.data / "speech" / row["path"], row))
        _print(counted[-1])
    result = _result(engine.identity, counted, turns)
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if options.output == OUTPUT and recordings and turns:
        CARD.write_text(whole_card(), encoding="utf-8")
    print(json.dumps({**result, "clips": len(counted)}, indent=1))
    added = result["added_time"]
    return int(bool(result["text"]["wrong"]) or (added is not None and added > MAX_ADDED))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Filled pauses: recall, precision, cost.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with speech/ and answers/")
    parser.add_argument("--kind", action="append", help="only recordings of this kind; may be repeated")
    parser.add_argument("--threads", type=int, default=1, help="threads of the recogniser")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    return parser.parse_args()


def _recordings(data: Path, kinds: list[str] | None) -> list[dict[str, Any]]:
    rows = recordings(data / "speech") or []
    chosen = [row for row in rows if row["kind"] != _JOINED and (not kinds or row["kind"] in kinds)]
    return sorted(chosen, key=lambda row: row["verbatim_fillers"] != "yes")


def _turns(data: Path) -> list[dict[str, Any]]:
    path = data / "answers" / "spoken_verbatim_ami.jsonl"
    if not path.is_file():
        print(f"No verbatim turns: {path} does not exist. Name a folder with --data DIR.", file=sys.stderr)
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _count(engine: FasterWhisper, path: Path, row: dict[str, Any]) -> Counted:
    clip = decode(path)
    begun = time.process_time()
    hearing = Hearing(engine)
    hearing.close(clip)
    transcript = hearing.transcript(clip)
    heard = time.process_time()
    found = find_filled_pauses(transcript.words, hearing.windows(), hearing.probabilities, engine)
    done = time.process_time()
    reference = _tokens(row["transcript"])
    return Counted(
        path=row["path"],
        kind=row["kind"],
        verbatim=row["verbatim_fillers"] == "yes",
        seconds=round(clip.seconds, 2),
        spoken=reference.count(_SOUND),
        found=len(found),
        right=_right(reference, _with_sounds(transcript, found)),
        transcription_seconds=round(heard - begun, 2),
        added_seconds=round(done - heard, 2),
    )


def _tokens(text: str) -> list[str]:
    return [_SOUND if part in SOUNDS else part for part in re.findall(r"[a-z0-9']+", text.lower())]


def _with_sounds(transcript: Transcript, found: tuple[Filler, ...]) -> list[str]:
    """The plain words with what was found put in at its time."""
    timed = [(word.start or 0.0, token) for word in transcript.words for token in _plain(word)]
    timed += [(sound.start or 0.0, _SOUND) for sound in found]
    return [token for _, token in sorted(timed, key=lambda one: one[0])]


def _plain(word: Word) -> list[str]:
    return [] if is_sound(word) else re.findall(r"[a-z0-9']+", word.text.lower())


def _right(reference: list[str], heard: list[str]) -> int:
    """Filled pauses that the best alignment of both puts opposite each other."""
    return sum(
        reference[one.src_start : one.src_end].count(_SOUND)
        for one in Levenshtein.opcodes(reference, heard)
        if one.tag == "equal"
    )


def _result(identity: str, counted: list[Counted], turns: list[dict[str, Any]]) -> dict[str, Any]:
    wrong = [turn["text"][:40] for turn in turns if not _counts_right(turn)]
    transcription = sum(one.transcription_seconds for one in counted)
    return {
        "command": shlex.join(["python", "-m", "benchmarks.delivery", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "engine": identity,
        "verbatim": _rates([one for one in counted if one.verbatim]),
        "without": _rates([one for one in counted if not one.verbatim]),
        "kinds": {
            kind: _rates([one for one in counted if one.kind == kind])
            for kind in sorted({one.kind for one in counted})
        },
        "added_time": round(sum(one.added_seconds for one in counted) / transcription, 3)
        if counted
        else None,
        "text": {"turns": len(turns), "wrong": wrong},
        "clips": [asdict(one) for one in counted],
    }


def _counts_right(turn: dict[str, Any]) -> bool:
    words = tuple(Word(part) for part in turn["text"].split())
    sounds = [one.text for one in filler_sounds(words)]
    counts = sounds.count("um"), sounds.count("uh"), len(repetitions(words))
    return counts == (turn["um"], turn["uh"], turn["repeats"])


def _rates(ones: list[Counted]) -> dict[str, Any]:
    spoken, found, right = (sum(getattr(one, name) for one in ones) for name in ("spoken", "found", "right"))
    return {
        "clips": len(ones),
        "seconds": round(sum(one.seconds for one in ones), 1),
        "spoken": spoken,
        "found": found,
        "right": right,
        "recall": round(right / spoken, 3) if spoken else None,
        "precision": round(right / found, 3) if found else None,
    }


def _print(one: Counted) -> None:
    print(
        f"{one.path:42} {one.kind:17} spoken {one.spoken} found {one.found} right {one.right}  "
        f"{one.transcription_seconds:.2f} s + {one.added_seconds:.2f} s",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
