"""The sounds for `audio_gate.py`: recordings, our own voice, made sounds, crowds, and speech made worse.

Each belongs to one of two halves. The thresholds of the rules were chosen with the one in view; figures are
quoted from the other, which has other seeds, other clips and, in its crowds, other people. The recordings as
such were all in view: there are too few of them to do without.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import made_sounds as made
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, resample
from voiceprep.demo import demo_answers
from voiceprep.speaking.hibari import HibariVoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.made_sounds import Samples
    from voiceprep.questions.model import Question
    from voiceprep.transcription.interface import Transcriber

HALVES = ("chosen on", "held out")
CLEAR = ("read", "read_l2", "spontaneous", "spontaneous_long", "disfluent_short", "demo", "own voice")
"""Kinds of speech that a person makes out with ease."""
LONGEST_EXCERPT = 20.0
"""Seconds of a recording that are made worse: enough for a verdict."""
MAKERS = {
    "silence": (made.silence, "silence"),
    "hiss": (made.hiss, "hiss"),
    "hum": (made.hum, "hiss"),
    "keyboard": (made.keyboard, "clicks"),
}
"""Sort of sound → how it is made, and the code under which it must be refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One sound to be judged."""

    kind: str
    name: str
    half: str
    samples: Samples
    right: str | None = None
    """The code under which it must be refused; None for speech."""
    text: str | None = None
    """What was said; None where nobody speaks."""


def recordings(folder: Path) -> Iterator[Case]:
    """The clips of a manifest; none where there is no such file."""
    manifest = folder / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    seen: Counter[str] = Counter()
    for row in (json.loads(line) for line in lines if line.strip()):
        half = HALVES[seen[row["kind"]] % 2]
        seen[row["kind"]] += 1
        samples = decode(folder / row["path"]).samples
        yield Case(row["kind"], row["path"], half, samples, text=row["transcript"])


def our_voice(questions: Sequence[Question]) -> Iterator[Case]:
    """The demo answers, and expert answers read by the same voice."""
    for number, answer in enumerate(demo_answers()):
        samples = decode(answer.recording).samples
        yield Case("demo", answer.manner, HALVES[number % 2], samples, text=answer.text)
    voice = HibariVoice()
    for number, question in enumerate(questions):
        samples = resample(voice.synthesise(question.expert_answer)).samples
        yield Case("own voice", question.id, HALVES[number % 2], samples, text=question.expert_answer)


def _seeds(count: int) -> Iterator[tuple[int, str]]:
    """Seeds and their halves; nobody had looked at those from 1000 on."""
    for place in range(count):
        yield place // 2 + 1000 * (place % 2), HALVES[place % 2]


def no_answers(count: int) -> Iterator[Case]:
    """Made sounds, `count` of each sort."""
    for seed, half in _seeds(count):
        for number, (kind, (make, right)) in enumerate(MAKERS.items()):
            yield Case(kind, f"seed {seed}", half, make(np.random.default_rng([seed, number])), right)
        for number, sort in enumerate(made.MUSIC):
            samples = made.music(np.random.default_rng([seed, 10 + number]), sort)
            yield Case(f"music, {sort}", f"seed {seed}", half, samples, "music")


def crowds(speech: Iterable[Case], count: int) -> Iterator[Case]:
    """Four, six and eight people at once, each half with its own people."""
    people = [one for one in speech if one.kind in ("read", "read_l2", "spontaneous")]
    for size in (4, 6, 8) if people else ():
        for seed, half in _seeds(count):
            rng = np.random.default_rng([seed, 100 + size])
            at_hand = [one.samples for one in people if one.half == half]
            # A half holds eight clips; in its largest crowds each is heard.
            chosen = [at_hand[place] for place in rng.permutation(len(at_hand))]
            samples = made.babble(rng, (chosen * size)[:size])
            yield Case(f"babble, {size} people", f"seed {seed}", half, samples, "babble")


def made_worse(speech: Iterable[Case], recogniser: Transcriber) -> Iterator[Case]:
    """Clear speech, clipped, quiet or in hiss; what was said is what is recognised in the clear excerpt."""
    clear = [one for one in speech if one.kind in ("read", "read_l2", "spontaneous", "demo")]
    for number, one in enumerate(clear):
        cut = one.samples[: int(LONGEST_EXCERPT * SAMPLE_RATE)]
        text = recogniser.transcribe(Clip(cut)).text
        rng = np.random.default_rng([number, 7])
        white = made.coloured(rng, len(cut), 0).astype(np.float32)
        worse = {f"speech clipped, {share:.0%}": made.clipped(cut, share) for share in (0.02, 0.1, 0.3)}
        for level in (-50, -60):
            worse[f"speech at {level} dBFS"] = made.sixteen_bit(made.at_level(cut, level))
        for ratio in (20, 10, 5, 0):
            worse[f"speech in hiss, {ratio} dB"] = made.noisy(rng, cut, white, ratio)
        for kind, samples in worse.items():
            yield Case(kind, one.name, one.half, samples, text=text)
