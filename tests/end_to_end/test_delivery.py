"""Delivery of real recordings on real weights."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import ScriptedJudge, judgement, question
from voiceprep.assess import assess
from voiceprep.assessor import Assessor
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, resample
from voiceprep.coaching.prompts import load_prompts
from voiceprep.delivered import Metric
from voiceprep.delivering import NOISY
from voiceprep.demo import demo_answers
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.values import Status

if TYPE_CHECKING:
    from voiceprep.delivered import Delivery

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    judge = ScriptedJudge(judgement(states=1.0))
    return Assessor(FasterWhisper(threads=1), judge, load_prompts(), bank_version="b")


@pytest.fixture(scope="module")
def patchy() -> Clip:
    return decode(next(one.recording for one in demo_answers() if one.manner == "patchy"))


def _delivery(clip: Clip, assessor: Assessor) -> Delivery:
    delivery = assess(question(), clip, assessor).delivery
    assert delivery is not None
    return delivery


def test_two_seconds_of_silence_change_what_they_should(assessor: Assessor, patchy: Clip) -> None:
    before = _delivery(patchy, assessor)
    assert before.pace is not None
    assert before.pauses is not None
    assert before.loudness is not None
    assert 100 < before.pace.words_per_minute < 200
    assert before.fillers.sounds == 0
    # Into the middle of the longest pause of the first half, so that no word is cut.
    from voiceprep.audio.voice_activity import speech_segments
    from voiceprep.transcription.hearing import Hearing

    segments = speech_segments(Hearing(assessor.transcriber).close(patchy).probabilities)
    left, right = max(pairwise(segments), key=lambda two: two[1].start - two[0].end)
    at = round((left.end + right.start) / 2 * SAMPLE_RATE)
    silence = np.zeros(2 * SAMPLE_RATE, dtype=np.float32)
    longer = replace(patchy, samples=np.concatenate([patchy.samples[:at], silence, patchy.samples[at:]]))
    after = _delivery(longer, assessor)
    assert after.pace is not None
    assert after.pauses is not None
    assert after.loudness is not None
    assert after.seconds == pytest.approx((before.seconds or 0.0) + 2.0, abs=0.15)
    assert after.first_word == before.first_word
    assert len(after.pauses.long) == len(before.pauses.long) + 1
    assert after.pauses.seconds == pytest.approx(before.pauses.seconds + 2.0, abs=0.4)
    assert after.pace.words_per_minute < before.pace.words_per_minute
    assert after.pace.without_pauses == pytest.approx(before.pace.without_pauses, rel=0.05)
    assert after.loudness.lufs == pytest.approx(before.loudness.lufs, abs=0.3)
    assert after.fillers.sounds == 0


def test_our_own_voice_says_um(assessor: Assessor) -> None:
    import hibari

    voice = hibari.Hibari()
    spoken = "A hash map, uhm, finds a value by its key, uhm, in constant time, which is very quick."
    clip = resample(Clip(voice(spoken, seed=7), sample_rate=hibari.SAMPLE_RATE, source="hibari"))
    sounds = _delivery(clip, assessor).fillers.sounds
    assert sounds is not None
    assert 1 <= sounds <= 2


def test_a_whisper_without_any_voice_is_not_measured(assessor: Assessor, patchy: Clip) -> None:
    """Nor is it scored. It is noise that is as loud as the speech from moment to moment."""
    frames = patchy.samples[: len(patchy.samples) // 512 * 512].reshape(-1, 512)
    level = np.sqrt((frames**2).mean(axis=1, keepdims=True))
    noise = np.random.default_rng(2).normal(0, 1, frames.shape).astype(np.float32)
    take = assess(question(), Clip((noise * level).reshape(-1).astype(np.float32), source="made"), assessor)
    assert take.status is Status.ABSTAINED
    assert take.delivery is None


def test_in_noise_at_five_decibels_it_is_sensible_or_says_why_not(assessor: Assessor, patchy: Clip) -> None:
    power = float(np.mean(patchy.samples**2))
    noise = np.random.default_rng(4).normal(0, np.sqrt(power / 10**0.5), len(patchy.samples))
    noisy = replace(patchy, samples=np.clip(patchy.samples + noise, -1, 1).astype(np.float32))
    delivery = _delivery(noisy, assessor)
    missing = dict(delivery.not_measured)
    assert missing[Metric.LOUDNESS] == NOISY
    assert (delivery.fillers.sounds, missing[Metric.FILLER_SOUNDS]) == (None, NOISY)
    if delivery.pace is None:
        assert Metric.PACE in missing
    else:
        assert 80 < delivery.pace.words_per_minute < 220
