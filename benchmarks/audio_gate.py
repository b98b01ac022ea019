"""What the sound rules make of speech, of bad speech, and of made sounds that are no answer.

    python -m benchmarks.audio_gate
    python -m benchmarks.audio_gate --data DIR --sounds 100 --output /tmp/gate.json

Every sound passes as an answer would: voice activity, the sound rules, and where these let it pass, Whisper
and the rules on its words. The verdict is the code of the refusal, or `heard`, with the doubt about the sound
where there is one ("heard, clipped"). `sound_cases.py` says which sounds they are, and in which half.

DIR holds recordings and `manifest.jsonl`, as for `word_error_rate.py`. They are not part of this repository;
without them the program says so and goes on with our own voice and made sounds, without crowds. It exits with
1 where a target is missed in the half that was held out, else with 0.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import sys
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jiwer

from benchmarks.provenance import commit
from benchmarks.sound_cases import CLEAR, HALVES, crowds, made_worse, no_answers, our_voice, recordings
from voiceprep.audio.clip import Clip
from voiceprep.audio.quality import SOUND_RULES, sound_quality
from voiceprep.judging.plain import plain
from voiceprep.questions.bank import load_bank
from voiceprep.scoring.abstention import not_an_answer, not_english, not_made_out, poorly_heard
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import HEARING_IDENTITY, Hearing
from voiceprep.values import SoundKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.sound_cases import Case
    from voiceprep.transcription.interface import Transcriber
    from voiceprep.values import Abstention, SoundQuality, Transcript

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "speech"
OUTPUT = ROOT / "benchmarks" / "results" / "audio_gate.json"
NAMED_FROM = 0.95
"""Share of each sort of sound that must be refused under its own name."""
MOST_CPU = 0.15
"""Seconds of processor time for a minute of sound, beyond voice activity."""
SOUND_CODES = {kind.value for kind in SoundKind}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one sound."""

    kind: str
    name: str
    half: str
    right: str | None
    """The code under which it must be refused; None for speech."""
    verdict: str
    sound: dict[str, Any]
    words: int | None
    """Words recognised; None where nothing was transcribed."""
    mean_probability: float | None
    word_error_rate: float | None
    seconds: float
    rules_cpu_seconds: float
    """Of the sound rules, beyond voice activity."""
    voice_cpu_seconds: float
    """Of voice activity."""


def main() -> int:
    options = _options()
    recogniser = FasterWhisper()
    recogniser.load()
    speech = list(recordings(options.data))
    if not speech:
        print(f"No recordings: {options.data / 'manifest.jsonl'} does not exist. Going on without.")
    speech += our_voice(load_bank(ROOT / "questions.json").questions[:6])
    cases = chain(
        speech,
        no_answers(options.sounds),
        crowds(speech, options.sounds),
        made_worse(speech, recogniser),
    )
    judged = [_judge(case, recogniser) for case in cases]
    result = _result(recogniser.identity, judged)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(result)
    return int(bool(result["missed"]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The sound rules on speech, bad speech and no speech.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with manifest.jsonl")
    parser.add_argument(
        "--sounds", type=int, default=40, help="made sounds of each sort, both halves together"
    )
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    return parser.parse_args()


def _judge(case: Case, recogniser: Transcriber) -> Judged:
    """As `assess` goes about it, up to the judge."""
    clip = Clip(case.samples)
    started = time.process_time()
    hearing = Hearing(recogniser)
    speech = hearing.close(clip).segments
    voice_done = time.process_time()
    sound = sound_quality(clip, speech)
    done = time.process_time()
    refusal, transcript = not_an_answer(sound), None
    if refusal is None:
        transcript = hearing.transcript(clip)
        refusal = _refused_words(transcript, sound)
    known = [word.probability for word in transcript.words if word.probability] if transcript else []
    return Judged(
        kind=case.kind,
        name=case.name,
        half=case.half,
        right=case.right,
        verdict=_verdict(refusal, sound),
        sound=asdict(sound),
        words=None if transcript is None else len(transcript.words),
        mean_probability=round(sum(known) / len(known), 3) if known else None,
        word_error_rate=_errors(case.text, transcript),
        seconds=round(clip.seconds, 2),
        rules_cpu_seconds=round(done - voice_done, 4),
        voice_cpu_seconds=round(voice_done - started, 4),
    )


def _refused_words(transcript: Transcript, sound: SoundQuality) -> Abstention | None:
    return not_made_out(transcript, sound) or not_english(transcript) or poorly_heard(transcript)


def _verdict(refusal: Abstention | None, sound: SoundQuality) -> str:
    if refusal is not None:
        return refusal.reason.value
    return "heard" if sound.kind is SoundKind.SPEECH else f"heard, {sound.kind.value}"


def _errors(text: str | None, transcript: Transcript | None) -> float | None:
    reference = plain(text) if text else ""
    if not reference or transcript is None:
        return None
    return round(float(jiwer.wer(reference, plain(transcript.text))), 3)


def _result(identity: str, judged: Sequence[Judged]) -> dict[str, Any]:
    seconds = sum(one.seconds for one in judged)
    cpu = 60 * sum(one.rules_cpu_seconds for one in judged) / seconds
    halves = {half: _table([one for one in judged if one.half == half]) for half in HALVES}
    return {
        "command": shlex.join(["python", "-m", "benchmarks.audio_gate", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "engine": identity,
        "speech": HEARING_IDENTITY,
        "sound_rules": SOUND_RULES,
        "targets": {"named": NAMED_FROM, "clear_speech_refused_for_its_sound": 0, "cpu_per_minute": MOST_CPU},
        "missed": _missed([one for one in judged if one.half == HALVES[1]], cpu),
        "cpu_seconds_per_minute": {
            "sound_rules": round(cpu, 3),
            "voice_activity": round(60 * sum(one.voice_cpu_seconds for one in judged) / seconds, 3),
        },
        "halves": halves,
        "speech_clips": [asdict(one) for one in judged if one.right is None],
        "wrongly_named": [asdict(one) for one in judged if one.right not in (None, one.verdict)],
    }


def _table(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """Kind of sound → how many, how many under each verdict, and how the words fared."""
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.kind].append(one)
    return {
        kind: {
            "sounds": len(ones),
            "verdicts": dict(Counter(one.verdict for one in ones).most_common()),
            "word_error_rate_heard": _mean_errors([one for one in ones if one.verdict.startswith("heard")]),
            "word_error_rate_refused": _mean_errors([one for one in ones if one.verdict in SOUND_CODES]),
        }
        for kind, ones in by_kind.items()
    }


def _mean_errors(judged: Sequence[Judged]) -> float | None:
    known = [one.word_error_rate for one in judged if one.word_error_rate is not None]
    return round(sum(known) / len(known), 3) if known else None


def _missed(judged: Sequence[Judged], cpu: float) -> list[str]:
    """Every target that was missed, in words."""
    missed = [f"{cpu:.2f} s of processor time per minute"] if cpu > MOST_CPU else []
    for one in judged:
        if one.kind in CLEAR and one.verdict in SOUND_CODES:
            missed.append(f"clear speech refused: {one.name} as {one.verdict}")
        if one.right is not None and one.verdict.startswith("heard"):
            missed.append(f"no answer, and yet heard: {one.kind}, {one.name}")
    for sort in sorted({one.kind for one in judged if one.right is not None}):
        named = [one.verdict == one.right for one in judged if one.kind == sort]
        if sum(named) < NAMED_FROM * len(named):
            missed.append(f"{sort}: {sum(named)} of {len(named)} called by their name")
    return missed


def _print(result: dict[str, Any]) -> None:
    for half, table in result["halves"].items():
        print(f"\n{half}")
        for kind, row in table.items():
            verdicts = ", ".join(f"{count} {verdict}" for verdict, count in row["verdicts"].items())
            rate = row["word_error_rate_heard"]
            errors = "" if rate is None else f"   (word errors where heard: {rate:.0%})"
            print(f"{kind:24} {row['sounds']:3}: {verdicts}{errors}")
    print(f"\nCPU seconds per minute of sound: {result['cpu_seconds_per_minute']}")
    print("\n".join(["", *(f"MISSED: {one}" for one in result["missed"])]))


if __name__ == "__main__":
    raise SystemExit(main())
