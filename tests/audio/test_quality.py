"""What sort of sound it is: made sounds, and our own voice made worse."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import made_sounds as made
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode
from voiceprep.audio.quality import MIN_VOICE_SECONDS, sound_quality
from voiceprep.audio.texture import FRAME
from voiceprep.audio.voice_activity import Segment, VoiceActivity, speech_segments
from voiceprep.demo import demo_answers
from voiceprep.scoring.abstention import not_an_answer
from voiceprep.values import SoundKind, SoundQuality

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.made_sounds import Samples


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@cache
def _answer(manner: str = "patchy", seconds: float = 12.0) -> Samples:
    """The beginning of an answer by our own voice."""
    recording = next(one.recording for one in demo_answers() if one.manner == manner)
    return decode(recording).samples[: int(seconds * SAMPLE_RATE)]


def _speech(clip: Clip) -> list[Segment]:
    """The stretches of the clip in which somebody speaks."""
    whole = len(clip.samples) // FRAME * FRAME
    probabilities = VoiceActivity().probabilities(clip.samples[:whole].reshape(-1, FRAME))
    return speech_segments(probabilities.tolist())


def _heard(samples: Samples) -> SoundQuality:
    clip = Clip(samples)
    return sound_quality(clip, _speech(clip))


def _crowd(seed: int) -> Samples:
    voices = [_answer(manner, 15.0) for manner in ("strong", "patchy", "wrong")]
    return made.babble(_rng(seed), voices * 2)


NO_ANSWER: dict[str, tuple[Callable[[np.random.Generator], Samples], SoundKind]] = {
    "silence": (made.silence, SoundKind.SILENCE),
    "hiss": (made.hiss, SoundKind.HISS),
    "hum": (made.hum, SoundKind.HISS),
    "keyboard": (made.keyboard, SoundKind.CLICKS),
    "chords": (lambda rng: made.music(rng, "chords"), SoundKind.MUSIC),
    "organ": (lambda rng: made.music(rng, "organ"), SoundKind.MUSIC),
    "melody": (lambda rng: made.music(rng, "melody"), SoundKind.MUSIC),
    "violin": (lambda rng: made.music(rng, "violin"), SoundKind.MUSIC),
    "drums": (lambda rng: made.music(rng, "drums"), SoundKind.MUSIC),
    "band": (lambda rng: made.music(rng, "band"), SoundKind.MUSIC),
}


@pytest.mark.parametrize("seed", [100, 101, 102])
@pytest.mark.parametrize("name", NO_ANSWER)
def test_what_is_no_answer_is_called_by_its_name(name: str, seed: int) -> None:
    make, kind = NO_ANSWER[name]
    heard = _heard(make(_rng(seed)))
    assert (heard.kind, heard.voice_seconds) == (kind, 0.0)
    abstention = not_an_answer(heard)
    assert abstention is not None
    assert abstention.reason.value == kind.value


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_six_voices_at_once_are_a_crowd(seed: int) -> None:
    heard = _heard(_crowd(seed))
    assert heard.kind is SoundKind.BABBLE
    assert not_an_answer(heard) is not None


@pytest.mark.parametrize("manner", ["strong", "patchy", "wrong"])
def test_an_answer_is_speech(manner: str) -> None:
    heard = _heard(_answer(manner, 60.0))
    assert heard.kind is SoundKind.SPEECH
    assert heard.voice_level is not None
    assert heard.rest_level is not None
    assert -35 < heard.voice_level < -10
    assert heard.rest_level < heard.voice_level - 20
    assert heard.clipped_share is not None
    assert heard.clipped_share < 0.005


@pytest.mark.parametrize("ratio", [20, 10, 5, 0])
@pytest.mark.parametrize("slope", [0.0, 3.0], ids=["white", "pink"])
def test_the_ratio_of_voice_to_noise_is_measured(ratio: int, slope: float) -> None:
    speech = _answer()
    noise = made.coloured(_rng(5), len(speech), slope).astype(np.float32)
    heard = _heard(made.noisy(_rng(6), speech, noise, ratio))
    # The voice pauses, so while it speaks it is louder than on the whole.
    assert heard.signal_to_noise == pytest.approx(ratio + 1.5, abs=1.5)
    assert heard.kind is (SoundKind.SPEECH if ratio >= 10 else SoundKind.TOO_NOISY)
    assert not_an_answer(heard) is None


@pytest.mark.parametrize("share", [0.03, 0.1, 0.3])
def test_a_voice_that_is_cut_off_is_clipped_and_heard_all_the_same(share: float) -> None:
    heard = _heard(made.clipped(_answer(), share))
    assert heard.kind is SoundKind.CLIPPED
    assert heard.clipped_share == pytest.approx(share, rel=0.5)
    assert not_an_answer(heard) is None


def test_a_clipped_voice_is_clipped_however_quiet_it_was_made_afterwards() -> None:
    assert _heard(made.clipped(_answer(), 0.1) * np.float32(0.05)).kind is SoundKind.CLIPPED


def test_music_behind_a_voice_is_no_reason_not_to_listen() -> None:
    heard = _heard(made.noisy(_rng(1), _answer(), made.music(_rng(2), "chords"), 3))
    assert heard.kind is SoundKind.MUSIC
    assert heard.voice_seconds > 5
    assert not_an_answer(heard) is None


@settings(max_examples=15)
@given(st.floats(-45, 0))
def test_louder_or_quieter_it_is_the_same_answer(gain: float) -> None:
    speech = made.sixteen_bit(_answer() * np.float32(10 ** (gain / 20)))
    as_it_was, heard = _heard(_answer()), _heard(speech)
    assert not_an_answer(heard) is None
    assert heard.voice_level is not None
    assert heard.kind is (SoundKind.SPEECH if heard.voice_level >= -50 else SoundKind.TOO_QUIET)
    assert heard.voice_seconds == pytest.approx(as_it_was.voice_seconds, rel=0.1)
    assert heard.voice_level == pytest.approx((as_it_was.voice_level or 0) + gain, abs=1)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 8)), max_size=3), st.sampled_from([0.0, 1e-4, 1e-3])
)
def test_thinking_in_between_does_not_make_it_noise(pauses: list[tuple[float, float]], noise: float) -> None:
    """`pauses`: where in the answer, and for how many seconds; `noise`: amplitude of the room."""
    speech = _answer()
    for place, seconds in pauses:
        at = int(place * len(speech))
        speech = np.concatenate([speech[:at], np.zeros(int(seconds * SAMPLE_RATE), np.float32), speech[at:]])
    speech = speech + _rng(0).normal(0, noise, len(speech)).astype(np.float32)
    heard = _heard(speech)
    assert heard.kind is SoundKind.SPEECH
    assert not_an_answer(heard) is None


@settings(max_examples=10)
@given(st.sampled_from(sorted(NO_ANSWER)), st.integers(0, 10**6))
def test_the_same_sound_is_always_judged_alike_and_left_as_it_is(name: str, seed: int) -> None:
    samples = NO_ANSWER[name][0](_rng(seed))
    before = samples.copy()
    clip = Clip(samples)
    speech = _speech(clip)
    assert sound_quality(clip, speech) == sound_quality(Clip(samples.copy()), list(speech))
    assert np.array_equal(samples, before)


def test_a_constant_in_the_recording_is_no_sound() -> None:
    assert _heard(made.silence(_rng(0)) + np.float32(0.2)).kind is SoundKind.SILENCE


@pytest.mark.parametrize("count", [0, 1, 63, 512, 5000])
def test_a_recording_of_hardly_any_length_is_silence(count: int) -> None:
    assert sound_quality(Clip(np.zeros(count, dtype=np.float32)), []).kind is SoundKind.SILENCE


MUSIC = made.music(_rng(3), "band")


@pytest.mark.parametrize(
    "speech",
    [[Segment(1.0, 1.8)], [Segment(1.0, 1.6), Segment(7.0, 7.5)], [Segment(3.0, 3.2)]],
    ids=["0.8 s", "1.1 s in twelve", "0.2 s"],
)
def test_voice_activity_that_does_not_stand_out_of_music_is_not_believed(speech: list[Segment]) -> None:
    heard = sound_quality(Clip(MUSIC), speech)
    assert (heard.kind, heard.voice_seconds, heard.voice_level) == (SoundKind.MUSIC, 0.0, None)


def test_a_short_word_in_silence_is_speech_too_short() -> None:
    first = _speech(Clip(_answer()))[0]
    word = _answer()[int(first.start * SAMPLE_RATE) :][:12_000]
    room = made.sixteen_bit(_rng(0).normal(0, 2e-4, 100_000))
    heard = _heard(np.concatenate([room, word, room]))
    assert heard.kind is SoundKind.SPEECH
    assert 0 < heard.voice_seconds < MIN_VOICE_SECONDS


def test_a_long_recording_is_judged_by_its_parts() -> None:
    hiss = replace(Clip(made.hiss(_rng(1), 60.0)), source="long")
    music = made.music(_rng(2), "chords", 60.0)
    long = Clip(np.concatenate([music, hiss.samples, music, hiss.samples, music]))
    assert sound_quality(long, []).kind is SoundKind.MUSIC


def test_what_is_wrong_with_the_file_is_part_of_how_it_sounds() -> None:
    clip = Clip(np.zeros(SAMPLE_RATE, dtype=np.float32), damage="is damaged in places")
    assert sound_quality(clip, []).damage == "is damaged in places"
    assert sound_quality(replace(clip, damage=None), []).damage is None
