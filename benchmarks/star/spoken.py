"""How well stories are read that were heard, not typed: the held-out answers, spoken and recognised.

    python -m benchmarks.star.spoken

Our own voice speaks each answer, Whisper hears it as in an interview (in windows), and the reader gets the
recognised words with their times. Writes `benchmarks/results/star_spoken.json` and the page docs/accuracy.md;
ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import jiwer

from benchmarks.judging.card import whole_card
from benchmarks.provenance import commit
from benchmarks.star.__main__ import CARD, DATA
from benchmarks.star.figures import figures, found_in
from training.star_data import ROOT, LabelledAnswer, load_answers
from voiceprep.audio.decode import resample
from voiceprep.cli.setup import build_story_reader
from voiceprep.speaking.hibari import HibariVoice
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word

RESULTS = ROOT / "benchmarks/results/star_spoken.json"


def main() -> int:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    answers = load_answers(DATA / "held_out.jsonl")
    reader, voice, recogniser = build_story_reader(), HibariVoice(), FasterWhisper()
    pairs, errors, seconds = [], 0, 0.0
    for place, answer in enumerate(answers):
        clip = resample(voice.synthesise(" ".join(answer.clauses)))
        words = hear(clip, recogniser)[1].words
        compared = _compare(answer.words, words)
        found = found_in(answer, reader.read(words), words, owners(answer, words))
        pairs.append((answer, found))
        errors += compared.substitutions + compared.deletions + compared.insertions
        seconds += clip.seconds
        print(f"{place + 1} of {len(answers)}", end="\r", file=sys.stderr, flush=True)
    document = {
        "schema_version": 1,
        "command": "python -m benchmarks.star.spoken",
        "commit": commit(),
        "cores": os.cpu_count(),
        "reader": reader.identity,
        "voice": voice.identity,
        "recogniser": recogniser.identity,
        "seconds": round(seconds, 1),
        "words": sum(len(answer.words) for answer in answers),
        "errors": errors,
        "figures": [asdict(one) for one in figures(pairs)],
    }
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    CARD.write_text(whole_card(), encoding="utf-8")
    print(json.dumps(document, indent=1))
    return 0


def owners(answer: LabelledAnswer, words: Sequence[Word]) -> tuple[int, ...]:
    """For each recognised word the number of the labelled clause in which it was said.

    By the alignment with the fewest errors. A word that nobody said belongs to the one before it.
    """
    said = answer.owners
    found = [0] * len(words)
    for chunk in _compare(answer.words, words).alignments[0]:
        for place in range(chunk.hyp_start_idx, chunk.hyp_end_idx):
            meant = chunk.ref_start_idx + place - chunk.hyp_start_idx
            found[place] = said[meant] if chunk.type != "insert" else found[place - 1] if place else 0
    return tuple(found)


def _compare(said: Sequence[Word], heard: Sequence[Word]) -> jiwer.WordOutput:
    reference, hypothesis = (" ".join(_bare(word.text) for word in words) for words in (said, heard))
    return jiwer.process_words(reference, hypothesis)


def _bare(word: str) -> str:
    """Without what says nothing about hearing; never empty, so that places stay."""
    return re.sub(r"[^a-z0-9]", "", word.lower()) or "-"


if __name__ == "__main__":
    sys.exit(main())
