"""The sound rules with real voice activity and real Whisper: what reaches a score, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import made_sounds as made
from tests.builders import question
from tests.practice.fakes import FakeJudge
from voiceprep.assess import assess
from voiceprep.assessor import Assessor
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode
from voiceprep.coaching.prompts import load_prompts
from voiceprep.demo import demo_answers
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.values import SoundKind, Status, Take

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.made_sounds import Samples

pytestmark = pytest.mark.models

ANSWERS = {answer.manner: decode(answer.recording).samples for answer in demo_answers()}
PATCHY = ANSWERS["patchy"]


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    """Hears with Whisper; the judge takes everything for stated, so that any text would be scored."""
    return Assessor(FasterWhisper(), FakeJudge(), load_prompts(), bank_version="b")


def _take(samples: Samples, assessor: Assessor) -> Take:
    return assess(question(), Clip(samples), assessor)


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _hiss(rng: np.random.Generator) -> Samples:
    return made.coloured(rng, len(PATCHY), 1.5).astype(np.float32)


@pytest.mark.parametrize("manner", ANSWERS)
def test_an_answer_is_scored_without_a_remark(manner: str, assessor: Assessor) -> None:
    take = _take(ANSWERS[manner][: 15 * SAMPLE_RATE], assessor)
    assert take.status is Status.SCORED
    assert take.sound is not None
    assert take.sound.kind is SoundKind.SPEECH


WORSE: dict[str, tuple[Callable[[], Samples], SoundKind]] = {
    "far too quiet": (lambda: made.sixteen_bit(made.at_level(PATCHY, -58)), SoundKind.TOO_QUIET),
    "a tenth cut off": (lambda: made.clipped(PATCHY, 0.1), SoundKind.CLIPPED),
    "hiss 5 dB below": (lambda: made.noisy(_rng(1), PATCHY, _hiss(_rng(2)), 5), SoundKind.TOO_NOISY),
    "organ 3 dB below": (
        lambda: made.noisy(_rng(1), PATCHY, made.music(_rng(2), "organ"), 3),
        SoundKind.MUSIC,
    ),
}


@pytest.mark.parametrize("name", WORSE)
def test_a_doubtful_sound_is_scored_where_its_words_are_understood(name: str, assessor: Assessor) -> None:
    make, kind = WORSE[name]
    take = _take(make(), assessor)
    assert take.status is Status.SCORED
    assert take.sound is not None
    assert take.sound.kind is kind


def test_words_that_noise_has_made_into_others_are_not_scored(assessor: Assessor) -> None:
    for seed in range(3):
        take = _take(made.noisy(_rng(seed), PATCHY, _hiss(_rng(seed)), -8), assessor)
        assert take.abstention is not None
        assert take.abstention.reason.value in {"too_noisy", "hiss"}
        assert take.content is None


NO_ANSWER: dict[str, tuple[Callable[[np.random.Generator], Samples], str]] = {
    "silence": (made.silence, "silence"),
    "hiss": (made.hiss, "hiss"),
    "hum": (made.hum, "hiss"),
    "keyboard": (made.keyboard, "clicks"),
    "organ": (lambda rng: made.music(rng, "organ"), "music"),
    "violin": (lambda rng: made.music(rng, "violin"), "music"),
    "drums": (lambda rng: made.music(rng, "drums"), "music"),
    "band": (lambda rng: made.music(rng, "band"), "music"),
    "crowd": (lambda rng: made.babble(rng, [*ANSWERS.values()] * 2, 15.0), "babble"),
}


@pytest.mark.parametrize("name", NO_ANSWER)
def test_what_is_no_answer_never_becomes_text(name: str, assessor: Assessor) -> None:
    make, code = NO_ANSWER[name]
    take = _take(make(_rng(50)), assessor)
    assert take.abstention is not None
    assert take.abstention.reason.value == code
    assert (take.transcript, take.content, take.feedback) == (None, None, None)


def test_whisper_alone_would_have_made_something_up() -> None:
    """Otherwise the test above would show nothing."""
    crowd = made.babble(_rng(50), [*ANSWERS.values()] * 2, 15.0)
    assert len(FasterWhisper().transcribe(Clip(crowd)).words) > 10


def test_a_pause_to_think_costs_nothing(assessor: Assessor) -> None:
    middle = len(PATCHY) // 2
    pause = made.sixteen_bit(_rng(3).normal(0, 2e-4, 12 * SAMPLE_RATE))
    take = _take(np.concatenate([pause, PATCHY[:middle], pause, PATCHY[middle:], pause]), assessor)
    assert take.status is Status.SCORED
