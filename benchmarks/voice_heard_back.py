"""Does the recogniser understand our own voices? Word error rate over the bank's questions.

    python benchmarks/voice_heard_back.py [--voice hibari | pyttsx3]

Every question is synthesised, resampled and transcribed; both texts go through openai-whisper's English
normaliser.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jiwer
from whisper.normalizers import EnglishTextNormalizer

from benchmarks.provenance import commit
from voiceprep.authoring.aloud import heard_back
from voiceprep.engines import VOICES, engine_class
from voiceprep.questions.bank import load_bank
from voiceprep.transcription.faster_whisper import FasterWhisper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceprep.questions.model import Question
    from voiceprep.speaking.interface import Voice
    from voiceprep.transcription.interface import Transcriber

ROOT = Path(__file__).resolve().parent.parent
TARGET = 0.06
"""Highest word error rate of a role's questions that passes."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voice", choices=[name for name in VOICES if name != "silent"], default="hibari")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/voice_heard_back.json")
    args = parser.parse_args()
    voice, recogniser = engine_class(VOICES[args.voice])(), FasterWhisper()
    roles = by_role(load_bank(ROOT / "questions.json").questions, voice, recogniser)
    for name, role in roles.items():
        print(f"{name}: {role['errors']} of {role['words']} words, {100 * role['word_error_rate']:.1f} %")
    errors, words = (sum(role[key] for role in roles.values()) for key in ("errors", "words"))
    rate = errors / words
    record = {
        "command": f"python benchmarks/voice_heard_back.py --voice {args.voice}",
        "commit": commit(),
        "cores": os.cpu_count(),
        "voice": voice.identity,
        "recogniser": recogniser.identity,
        "errors": errors,
        "words": words,
        "word_error_rate": round(rate, 4),
        "roles": roles,
    }
    args.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return int(any(role["word_error_rate"] > TARGET for role in roles.values()))


def by_role(
    questions: Iterable[Question], voice: Voice, recogniser: Transcriber
) -> dict[str, dict[str, float]]:
    """Role → how many words of its questions were heard wrong, how many there are, and the share."""
    normalise = EnglishTextNormalizer()
    roles: dict[str, dict[str, float]] = {}
    for question in questions:
        heard = heard_back(question.text, voice, recogniser)
        compared = jiwer.process_words(normalise(question.text), normalise(heard))
        wrong = compared.substitutions + compared.deletions + compared.insertions
        role = roles.setdefault(question.role, {"errors": 0, "words": 0})
        role["errors"] += wrong
        role["words"] += len(normalise(question.text).split())
        if wrong:
            print(f"{question.id}: {wrong} wrong in: {heard}")
    for role in roles.values():
        role["word_error_rate"] = round(role["errors"] / role["words"], 4)
    return roles


if __name__ == "__main__":
    sys.exit(main())
