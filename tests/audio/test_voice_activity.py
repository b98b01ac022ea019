"""Speech or not, frame by frame, against the model's own way over the whole."""

from __future__ import annotations

import numpy as np
import pytest

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import Resampler, decode, resample, to_int16
from voiceprep.audio.voice_activity import AFTER_SPEECH, FRAME, VoiceActivity, speech_segments, spoken_part
from voiceprep.demo import demo_answers
from voiceprep.judging.plain import plain

SPEECH = next(one.recording for one in demo_answers() if one.manner == "patchy")


@pytest.fixture(scope="module")
def speech() -> Clip:
    """Ten seconds of speech, a whole number of frames."""
    clip = decode(SPEECH)
    return Clip(clip.samples[: 312 * FRAME])


def test_sound_that_arrives_is_judged_as_the_whole(speech: Clip) -> None:
    from faster_whisper.vad import get_vad_model

    frames = speech.samples.reshape(-1, FRAME)
    activity = VoiceActivity()
    arriving = [activity.probability(frame) for frame in frames]
    whole = get_vad_model()(speech.samples.copy()).reshape(-1)
    # The library blanks the end of the last frame.
    assert np.allclose(arriving[:-1], whole[:-1], atol=1e-4)


def test_it_says_speech_where_the_segments_are(speech: Clip) -> None:
    segments = speech_segments(speech)
    assert segments
    activity = VoiceActivity()
    flags = [activity.speaking(frame) for frame in speech.samples.reshape(-1, FRAME)]
    inside = [
        any(one.start <= (place + 0.5) * FRAME / 16_000 <= one.end for one in segments)
        for place in range(len(flags))
    ]
    assert np.mean(np.array(flags) == np.array(inside)) > 0.85


def test_the_silence_at_the_end_is_left_out_and_nothing_else(speech: Clip) -> None:
    segments = speech_segments(speech)
    silence = np.zeros(7 * 16_000, dtype=np.float32)
    longer = Clip(np.concatenate([speech.samples, silence]), source="answer")
    part, end = spoken_part(longer, speech_segments(longer))
    assert part.seconds == pytest.approx(segments[-1].end + AFTER_SPEECH, abs=0.3)
    assert np.array_equal(part.samples[: len(speech.samples)], speech.samples[: len(part.samples)])
    assert part.source == "answer"
    assert end == pytest.approx(segments[-1].end, abs=0.3)
    assert speech_segments(Clip(silence)) == []
    assert spoken_part(Clip(silence), [])[1] == 0.0


def test_a_short_silence_at_the_end_is_kept(speech: Clip) -> None:
    longer = Clip(np.concatenate([speech.samples, np.zeros(16_000, dtype=np.float32)]))
    assert spoken_part(longer, speech_segments(longer))[0] is longer


@pytest.mark.models
def test_a_long_silence_at_the_end_adds_no_words() -> None:
    """The recogniser alone adds some here."""
    from voiceprep.transcription.faster_whisper import FasterWhisper

    whole = decode(SPEECH)
    noise = np.random.default_rng(0).normal(0.0, 0.0005, int(7.5 * 16_000)).astype(np.float32)
    longer = Clip(np.concatenate([whole.samples, noise]))
    recogniser = FasterWhisper()
    parts = [spoken_part(clip, speech_segments(clip))[0] for clip in (whole, longer)]
    heard = [plain(recogniser.transcribe(part).text) for part in parts]
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
