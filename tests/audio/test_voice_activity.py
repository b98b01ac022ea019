"""Speech or not, frame by frame, against the model's own way over the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from voiceprep.audio import voice_activity as voice_activity_module
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import Resampler, decode, resample, to_int16, write_wav
from voiceprep.audio.texture import FRAME, levels
from voiceprep.audio.voice_activity import VoiceActivity, speech_segments
from voiceprep.demo import demo_answers
from voiceprep.judging.plain import plain
from voiceprep.transcription.hearing import hear

if TYPE_CHECKING:
    from pathlib import Path

SPEECH = next(one.recording for one in demo_answers() if one.manner == "patchy")


@pytest.fixture(scope="module")
def speech() -> Clip:
    """Ten seconds of speech, a whole number of frames."""
    clip = decode(SPEECH)
    return Clip(clip.samples[: 312 * FRAME])


def test_sound_that_arrives_is_judged_as_the_whole(speech: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    from faster_whisper.vad import get_vad_model

    monkeypatch.setattr(voice_activity_module, "LOUD_ENOUGH", -100.0)  # as loud as it is
    frames = speech.samples.reshape(-1, FRAME)
    activity = VoiceActivity()
    one_by_one = [float(activity.probabilities(frame[None, :])[0]) for frame in frames]
    activity = VoiceActivity()
    parts = [activity.probabilities(frames[at : at + 50]) for at in range(0, len(frames), 50)]
    assert np.concatenate(parts).tolist() == one_by_one
    whole = get_vad_model()(speech.samples.copy()).reshape(-1)
    # The library blanks the end of the last frame.
    assert np.allclose(one_by_one[:-1], whole[:-1], atol=1e-3)


def test_it_says_speech_where_the_segments_are(speech: Clip) -> None:
    frames = speech.samples.reshape(-1, FRAME)
    segments = speech_segments(VoiceActivity().probabilities(frames).tolist())
    assert segments
    activity = VoiceActivity()
    flags = [activity.speaking(frame) for frame in frames]
    inside = [
        any(one.start <= (place + 0.5) * FRAME / 16_000 <= one.end for one in segments)
        for place in range(len(flags))
    ]
    assert np.mean(np.array(flags) == np.array(inside)) > 0.85


def test_the_segments_are_those_of_the_library(speech: Clip) -> None:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    segments = speech_segments(VoiceActivity().probabilities(speech.samples.reshape(-1, FRAME)).tolist())
    options = VadOptions(min_speech_duration_ms=100, min_silence_duration_ms=300, speech_pad_ms=0)
    theirs = get_speech_timestamps(speech.samples, options)
    total = sum(one["end"] - one["start"] for one in theirs) / 16_000
    assert sum(one.end - one.start for one in segments) == pytest.approx(total, rel=0.05)
    assert segments[-1].end == pytest.approx(theirs[-1]["end"] / 16_000, abs=0.3)


def test_clicks_are_no_segment_and_short_gaps_end_none() -> None:
    def frames(seconds: float, probability: float) -> list[float]:
        return [probability] * round(seconds * 16_000 / FRAME)

    flicker = frames(0.5, 0.9) + frames(0.2, 0.4) + frames(0.2, 0.1) + frames(0.5, 0.9)
    (one,) = speech_segments(frames(1.0, 0.0) + flicker + frames(0.5, 0.0) + frames(0.06, 0.9))
    assert one.start == pytest.approx(1.0, abs=0.05)
    assert one.end == pytest.approx(2.4, abs=0.1)
    assert speech_segments([]) == []


def test_levels_are_decibels_below_full_scale() -> None:
    frames = np.stack([np.full(FRAME, level, dtype=np.float32) for level in (1.0, 0.1, 0.0)])
    assert levels(frames.reshape(-1)).tolist() == pytest.approx([0.0, -20.0, -100.0], abs=0.01)


@pytest.mark.models
def test_a_long_silence_at_the_end_adds_no_words() -> None:
    """The recogniser alone adds some here."""
    from voiceprep.transcription.faster_whisper import FasterWhisper

    whole = decode(SPEECH)
    noise = np.random.default_rng(0).normal(0.0, 0.0005, int(7.5 * 16_000)).astype(np.float32)
    longer = Clip(np.concatenate([whole.samples, noise]))
    recogniser = FasterWhisper()
    heard = [plain(hear(clip, recogniser)[1].text) for clip in (whole, longer)]
    assert heard[0] == heard[1]


def test_silence_is_no_speech() -> None:
    activity = VoiceActivity()
    assert not any(activity.speaking(np.zeros(FRAME, dtype=np.float32)) for _ in range(100))


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_arriving_sound_is_resampled_without_gaps(speech: Clip, rate: int) -> None:
    given = to_int16(resample(speech, rate))
    resampler = Resampler(rate)
    parts = [resampler.add(given[at : at + 1411]) for at in range(0, len(given), 1411)]
    samples = np.concatenate(parts)
    assert len(samples) == pytest.approx(len(speech.samples), abs=200)
    count = min(len(samples), len(speech.samples)) - 200
    assert np.corrcoef(samples[:count], speech.samples[:count])[0, 1] > 0.97


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("block", [512, 1411])
def test_sound_that_arrives_is_what_the_recording_holds(
    speech: Clip, rate: int, block: int, tmp_path: Path
) -> None:
    """To the last bit: else what was transcribed while somebody spoke would be thrown away."""
    given = to_int16(resample(speech, rate))
    recording = tmp_path / "answer.wav"
    write_wav(Clip(given.astype(np.float32) / 32768.0, rate), recording)
    resampler = Resampler(rate)
    arrived = np.concatenate([resampler.add(given[at : at + block]) for at in range(0, len(given), block)])
    on_disk = decode(recording).samples
    assert len(on_disk) - len(arrived) < 100
    assert np.array_equal(arrived, on_disk[: len(arrived)])
