"""How long a person waits for feedback, end to end through a virtual sound card.

    python benchmarks/latency.py
    python benchmarks/latency.py --runs 3 --seconds 30 120

Every run is a `voiceprep practice` of its own: its microphone hears an answer of 30, 60, 120 or 180 s, Enter
is pressed when the last sound has been played, and what its loudspeaker gives is recorded. Measured are the
time from Enter to the first sample of the feedback, the time from the start of the process to the first
spoken word, the peak memory, and gaps in the recording. When the feedback has begun it is not listened to:
the key q ends the interview, which still counts filled pauses. Before it, in the same run, the plain way:
load openai-whisper or faster-whisper when the answer is over and transcribe the file. The result is written
anew after each round of all lengths, so a bench that is stopped early leaves the rounds that it did.

Needs PulseAudio (apt-get install pulseaudio pulseaudio-utils libportaudio2 libasound2-plugins) and Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.ear import Ear
from benchmarks.plain_ways import PLAIN_WAYS, plain_seconds
from benchmarks.provenance import commit
from benchmarks.running import PeakMemory
from tests.virtual_sound_card import VirtualSoundCard, virtual_sound_card
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, resample, write_wav
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.speaking.hibari import HibariVoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.questions.model import Question

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "benchmarks" / "results" / "latency.json"
TARGET = 1.0
"""Seconds from Enter to the first sound of the feedback, median."""
FIRST_WORD_TARGET = 2.0
"""Seconds from the start of the process to the first spoken word."""
MEMORY_TARGET = 700
"""MB at most."""


MISSING_SPREAD = 0.25
"""Seconds by which recordings of one answer may differ in length: when the first sound comes and when Enter
is pressed varies by a tenth. More would be sound that was lost without a word."""


@dataclass(frozen=True, slots=True)
class Run:
    """One interview of one question."""

    answer_seconds: float
    wait_seconds: float
    """From Enter to the first sample of the feedback."""
    first_word_seconds: float
    """From the start of the process to the first sample of the greeting."""
    peak_mb: float
    """Resident memory at most."""
    missing_seconds: float
    """Of the recording, against what was played; negative where the recording is longer."""
    warning: str | None
    """What the microphone reported, such as blocks that were lost."""


def main() -> int:
    options = _options()
    questions = list(load_bank(packaged_path("questions.json")).questions)
    runs: list[Run] = []
    plain: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        answers = {
            seconds: _answer(questions, float(seconds), home / f"{seconds}.wav")
            for seconds in options.seconds
        }
        for seconds, (_, path) in answers.items():
            plain[str(seconds)] = {
                name: [plain_seconds(program, path, home) for _ in range(options.plain_runs)]
                for name, program in PLAIN_WAYS.items()
            }
            print(f"{seconds} s, the plain way: {plain[str(seconds)]}", flush=True)
        for number in range(options.runs):
            for question, path in answers.values():
                with virtual_sound_card() as card:
                    runs.append(_hold(card, question, path, home, number))
                _print(runs[-1])
            _write(_result(runs, plain), options.output)
    result = _result(runs, plain)
    for length, one in result["lengths"].items():
        print(
            f"{length:>6} s  median {one['median_wait']:.2f} s  worst {one['worst_wait']:.2f} s"
            f"  {one['peak_mb']:.0f} MB  of {one['runs']} runs"
        )
    missed = _missed(result)
    print("\n".join(f"MISSED: {one}" for one in missed) or "every target is met")
    return int(bool(missed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How long a person waits for feedback.")
    parser.add_argument("--runs", type=int, default=10, help="interviews of each length")
    parser.add_argument("--plain-runs", type=int, default=3, help="runs of each plain way and length")
    parser.add_argument("--seconds", type=int, nargs="+", default=[30, 60, 120, 180], help="lengths")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    return parser.parse_args()


def _answer(questions: list[Question], seconds: float, path: Path) -> tuple[Question, Path]:
    """A spoken answer of about that length: sentences of expert answers, with pauses to breathe."""
    voice = HibariVoice()
    pause = np.zeros(int(0.6 * SAMPLE_RATE), dtype=np.float32)
    parts: list[Any] = []
    length = 0.0
    for sentence in _sentences(questions):
        clip = resample(voice.synthesise(sentence))
        if length + clip.seconds > seconds + 3.0:
            break
        parts += [clip.samples, pause]
        length += clip.seconds + 0.6
        if length >= seconds:
            break
    write_wav(Clip(np.concatenate(parts[:-1])), path)
    fits = next(one for one in questions if 3 * one.target_seconds > seconds + 30)
    return fits, path


def _sentences(questions: list[Question]) -> Iterator[str]:
    """Of the answers, the one that is asked first."""
    for question in questions:
        for sentence in question.expert_answer.split(". "):
            yield f"{sentence.rstrip('.')}."


def _hold(card: VirtualSoundCard, question: Question, answer: Path, home: Path, number: int) -> Run:
    """One interview; the loudspeaker is recorded with the time of its first sample."""
    recordings = home / f"{answer.stem}-{number}"
    command = [sys.executable, "-u", "-m", "voiceprep", "practice", "--question", question.id]
    command += ["--recordings", str(recordings), "--no-phrase"]
    room = Ear(card)
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**card.env, "VOICEPREP_CACHE": str(home / "cache")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    memory = PeakMemory(process.pid)
    assert process.stdout is not None
    assert process.stdin is not None
    for line in process.stdout:
        if "Listening." in line:
            break
    time.sleep(0.5)
    card.play(answer)
    process.stdin.write("\n")
    process.stdin.flush()
    entered = time.monotonic()
    room.wait_for_sound(entered)
    process.communicate("q\n", timeout=180)
    sounds = room.stop()
    (session,) = (path for path in recordings.iterdir() if path.is_dir())
    document = json.loads((session / "session.json").read_text(encoding="utf-8"))
    take = document["takes"][0]
    recorded = decode(session / take["recording"]).seconds
    return Run(
        answer_seconds=round(decode(answer).seconds, 1),
        wait_seconds=round(sounds.first_after(entered) - entered, 3),
        first_word_seconds=round(sounds.first_after(started) - started, 3),
        peak_mb=round(memory.stop() / 2**20),
        missing_seconds=round(decode(answer).seconds - recorded, 2),
        warning=take["warning"],
    )


def _print(run: Run) -> None:
    print(
        f"{run.answer_seconds:6.1f} s  feedback after {run.wait_seconds:.2f} s"
        f"  first word {run.first_word_seconds:.2f} s  {run.peak_mb:.0f} MB"
        f"  missing {run.missing_seconds:+.2f} s  {run.warning or ''}",
        flush=True,
    )


def _missed(result: dict[str, Any]) -> list[str]:
    """The targets that are not met, each in words."""
    lengths = result["lengths"].items()
    missed = [
        f"feedback after {length} s: {one['median_wait']:.2f} s"
        for length, one in lengths
        if one["median_wait"] > TARGET
    ]
    missed += [f"sound was lost: {warning}" for _, one in lengths for warning in one["warnings"]]
    missed += [
        f"recordings of {length} s differ by {one['missing_spread']:.2f} s"
        for length, one in lengths
        if one["missing_spread"] > MISSING_SPREAD
    ]
    if result["first_word"]["worst"] > FIRST_WORD_TARGET:
        missed.append(f"first word after {result['first_word']['worst']:.2f} s")
    if result["peak_mb"] > MEMORY_TARGET:
        missed.append(f"{result['peak_mb']} MB of memory")
    return missed


def _write(result: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _result(runs: list[Run], plain: dict[str, dict[str, list[float]]]) -> dict[str, Any]:
    lengths: dict[str, Any] = {}
    for length in sorted({run.answer_seconds for run in runs}):
        ours = [run for run in runs if run.answer_seconds == length]
        waits = [run.wait_seconds for run in ours]
        lengths[f"{length:g}"] = {
            "runs": len(ours),
            "median_wait": statistics.median(waits),
            "worst_wait": max(waits),
            "peak_mb": max(run.peak_mb for run in ours),
            "missing_spread": round(
                max(run.missing_seconds for run in ours) - min(run.missing_seconds for run in ours), 2
            ),
            "warnings": sorted({run.warning for run in ours if run.warning}),
        }
    first = [run.first_word_seconds for run in runs]
    return {
        "command": shlex.join(["python", "benchmarks/latency.py", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "targets": {
            "median_wait": TARGET,
            "first_word": FIRST_WORD_TARGET,
            "peak_mb": MEMORY_TARGET,
        },
        "lengths": lengths,
        "first_word": {"first_run": first[0], "median": statistics.median(first), "worst": max(first)},
        "peak_mb": max(run.peak_mb for run in runs),
        "plain_seconds_until_the_words": plain,
        "runs": [asdict(run) for run in runs],
    }


if __name__ == "__main__":
    raise SystemExit(main())
