"""Delivery on its way through an assessment: at once and later the same, and never at the cost of content."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import AllVoice, NoVoice, ScriptedJudge, judgement, question
from tests.practice.fakes import FakeTranscriber, VerbatimTranscriber
from voiceprep.assess import LEFT_OUT, assess, assess_answer, count_later
from voiceprep.assessor import Assessor
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import write_wav
from voiceprep.bands import load_bands
from voiceprep.coaching.prompts import load_prompts
from voiceprep.delivered import LATER, Metric, Pace
from voiceprep.delivering import NOISY
from voiceprep.reports.delivery import delivery_lines
from voiceprep.scoring.delivery import NOT_COUNTED
from voiceprep.transcription import hearing
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "a hash map is quick because it goes straight to where the value is kept"


@pytest.fixture(autouse=True)
def _voice_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "VoiceActivity", AllVoice)


def _clip(seconds: float = 7.5) -> Clip:
    """The buzz of a voice."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 120 * n * time) / n for n in range(1, 8)) * 0.1
    return Clip(np.asarray(buzz, dtype=np.float32), source="made")


def _assessor(transcriber: FakeTranscriber | None = None, *, fillers: bool = True) -> Assessor:
    judge = ScriptedJudge(judgement(states=1.0))
    return Assessor(
        transcriber or VerbatimTranscriber(TEXT), judge, load_prompts(), bank_version="b", fillers=fillers
    )


def _sounds(take: Take) -> tuple[int | None, str | None]:
    assert take.delivery is not None
    return take.delivery.fillers.sounds, dict(take.delivery.not_measured).get(Metric.FILLER_SOUNDS)


def test_filled_pauses_are_counted_and_the_transcript_stays_plain() -> None:
    take = assess(question(), _clip(), _assessor())
    assert _sounds(take) == (2, None)
    assert take.transcript is not None
    assert take.transcript.text == TEXT
    assert take.delivery is not None
    assert take.delivery.fillers.recall is not None
    plain = assess(question(), _clip(), _assessor(fillers=False))
    assert (plain.transcript, plain.content, plain.findings) == (take.transcript, take.content, take.findings)
    assert _sounds(plain) == (None, LEFT_OUT)


def test_counted_later_it_is_the_same_take(tmp_path: Path) -> None:
    recording = tmp_path / "answer.wav"
    write_wav(_clip(), recording)
    at_once = assess_answer(question(), recording, None, _assessor())
    first = assess_answer(question(), recording, None, _assessor(), count_fillers=False)
    assert _sounds(first) == (None, LATER)
    assert first.feedback == at_once.feedback
    stopped = threading.Event()
    stopped.set()
    assert count_later(first, recording, _assessor(), stop=stopped) == first
    assert count_later(first, recording, _assessor()) == at_once


def test_a_recogniser_that_cannot_says_so() -> None:
    take = assess(question(), _clip(), _assessor(FakeTranscriber(TEXT)))
    assert _sounds(take) == (None, NOT_COUNTED)


def test_a_failure_costs_the_count_alone(tmp_path: Path) -> None:
    take = assess(question(), _clip(), _assessor(VerbatimTranscriber(TEXT, filled="")))
    assert take.status is Status.SCORED
    assert _sounds(take) == (None, "It failed at that.")
    gone = count_later(take, tmp_path / "gone.wav", _assessor())
    assert gone.status is Status.SCORED
    assert _sounds(gone)[0] is None
    assert "gone.wav" in (_sounds(gone)[1] or "")


def test_typed_answers_and_silence_have_no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    assert assess_answer(question(), None, TEXT, _assessor()).delivery is None
    monkeypatch.setattr(hearing, "VoiceActivity", NoVoice)
    assert assess(question(), _clip(), _assessor()).delivery is None


def test_one_word_has_a_delivery_and_no_score() -> None:
    take = assess(question(), _clip(2.0), _assessor(VerbatimTranscriber("Yes.", filled="Yes.")))
    assert take.status is Status.ABSTAINED
    assert take.delivery is not None
    assert (take.delivery.pace, take.delivery.fillers.words) == (None, 0)


def test_a_room_as_loud_as_the_voice_has_no_loudness_and_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speech in turns with silence, as the detector sees it, in noise at 5 dB."""

    class Turns:
        def probabilities(self, frames: np.ndarray) -> np.ndarray:
            return np.array([float(place // 30 % 2 == 0) for place in range(len(frames))], dtype=np.float32)

    monkeypatch.setattr(hearing, "VoiceActivity", Turns)
    clip = _clip()
    voice = clip.samples * (np.arange(len(clip.samples)) // (30 * 512) % 2 == 0)
    noise = np.random.default_rng(5).normal(0, 1, len(voice)) * np.sqrt(np.mean(clip.samples**2) / 10**0.5)
    noisy = assess(question(), replace(clip, samples=(voice + noise).astype(np.float32)), _assessor())
    quiet = assess(question(), replace(clip, samples=voice.astype(np.float32)), _assessor())
    assert noisy.delivery is not None
    assert quiet.delivery is not None
    assert noisy.delivery.loudness is None
    assert Metric.LOUDNESS in dict(noisy.delivery.not_measured)
    assert quiet.delivery.loudness is not None
    assert _sounds(noisy) == (None, NOISY)
    assert f"not measured: loudness, um and uh. {NOISY}" in list(delivery_lines(noisy.delivery, load_bands()))
    assert _sounds(quiet)[1] != NOISY


def test_every_count_of_sounds_is_shown_with_how_sure_it_is() -> None:
    sure = replace(load_bands(), recall=0.68, precision=0.88)
    take = assess(question(), _clip(), replace(_assessor(), bands=sure))
    assert take.delivery is not None
    (line,) = (line for line in delivery_lines(take.delivery, load_bands()) if line.startswith("um and uh"))
    assert "um and uh: 2 (1 um, 1 uh), about" in line
    assert "about 7 in 10 are caught, about 9 in 10 of those counted are real" in line
    left_out = assess(question(), _clip(), _assessor(fillers=False)).delivery
    assert left_out is not None
    assert f"not measured: um and uh. {LEFT_OUT}" in list(delivery_lines(left_out, load_bands()))


@pytest.mark.parametrize(
    ("low", "high", "evidence", "usual"),
    [
        (120.0, 170.0, "convention", " (usual: 120 to 170, a convention)"),
        (None, 170.0, "convention", " (usual: up to 170, a convention)"),
        (120.0, None, "my own", " (usual: from 120, my own)"),
        (None, None, "convention", ""),
    ],
)
def test_the_pace_is_shown_beside_its_band(
    low: float | None, high: float | None, evidence: str, usual: str
) -> None:
    delivery = assess(question(), _clip(), _assessor()).delivery
    assert delivery is not None
    bands = load_bands()
    bands = replace(bands, pace=replace(bands.pace, low=low, high=high, evidence=evidence))
    lines = list(delivery_lines(replace(delivery, pace=Pace(132.0, 150.0, ())), bands))
    assert f"132 words a minute, 150 without the pauses{usual}" in lines
