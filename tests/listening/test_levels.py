"""What is found in synthetic sounds: noise, tones, knocks, and something like speech."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.virtual_sound_card import babble
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import resample
from voiceprep.listening.levels import TONE_DBFS, TONE_HZ, TONE_SECONDS, Echo, Speech, examine, tone_samples

Sound = NDArray[np.float32]

levels = st.floats(-75.0, -25.0)
seeds = st.integers(0, 2**32 - 1)
SPOKEN = babble(3.2).samples
SPOKEN_LEVEL = -25.0


def noise(seconds: float, level: float, seed: int = 1, *, rate: int = SAMPLE_RATE) -> Sound:
    """White noise of that level in dBFS, in steps of 16-bit sound."""
    drawn = np.random.default_rng(seed).normal(0.0, 10.0 ** (level / 20.0), int(seconds * rate))
    return in_16_bit(drawn)


def in_16_bit(samples: NDArray[np.float64] | Sound) -> Sound:
    rounded: Sound = (np.rint(np.clip(samples, -1.0, 1.0 - 1 / 32768) * 32768) / 32768).astype(np.float32)
    return rounded


def at_level(samples: Sound, level: float) -> Sound:
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return in_16_bit(samples * 10.0 ** ((level - 10.0 * math.log10(power)) / 20.0))


def tone(level: float, *, at: float = 0.6, of: float = 2.0, rate: int = SAMPLE_RATE) -> Sound:
    """Our tone as heard with that level, beginning `at` seconds, in silence."""
    heard = np.zeros(int(of * rate), dtype=np.float32)
    start = int(at * rate)
    played = tone_samples(rate)
    heard[start : start + len(played)] = played * 10.0 ** ((level - TONE_DBFS) / 20.0)
    return heard


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)


@settings(max_examples=60)
@given(levels, seeds)
def test_noise_alone_is_neither_a_tone_nor_speech(level: float, seed: int) -> None:
    quiet, meanwhile, spoken = (noise(s, level, seed + n) for n, s in enumerate((1.7, 2.0, 3.2)))
    found = examine(quiet, meanwhile, spoken)
    assert found.noise == pytest.approx(level, abs=1.0)
    assert (found.echo, found.echo_level, found.echo_above) == (Echo.NOT_HEARD, None, None)
    assert found.speech is Speech.NOISE_ONLY
    assert found.loud_room == (found.noise > -40.0)
    assert not found.is_clipped


@settings(max_examples=60)
@given(levels, st.floats(-10.0, 30.0), st.floats(0.2, 1.1), seeds)
def test_a_tone_is_measured_wherever_it_lies_and_even_under_louder_noise(
    level: float, above: float, at: float, seed: int
) -> None:
    """Down to 10 dB below the noise: by total level nothing would be seen there."""
    heard = tone(min(level + above, -6.0), at=at) + noise(2.0, level, seed)
    found = examine(noise(1.7, level, seed + 1), heard, noise(3.2, level, seed + 2))
    assert found.echo is Echo.HEARD
    assert found.echo_level == pytest.approx(min(level + above, -6.0), abs=2.5)
    assert found.speech is Speech.NOBODY


@given(st.floats(-80.0, -10.0))
def test_a_tone_in_silence_has_the_level_it_was_given(level: float) -> None:
    found = examine(silence(1.7), tone(level), silence(3.2))
    assert found.echo_level == pytest.approx(level, abs=0.2)
    assert found.noise == -96.0


def knocks() -> Sound:
    heard = noise(2.0, -60.0)
    for at in (0.5, 0.9, 1.3):
        heard[int(at * SAMPLE_RATE) :][:200] += 0.8
    return heard


def hum(hz: float) -> Sound:
    wave = 0.2 * np.sin(2 * np.pi * hz * np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE)
    return in_16_bit(wave) + noise(2.0, -60.0)


@pytest.mark.parametrize(
    "meanwhile",
    [
        knocks(),
        hum(50.0),
        hum(500.0),
        hum(900.0),
        hum(2 * TONE_HZ),
        SPOKEN[: 2 * SAMPLE_RATE],
        noise(2.0, -20.0),
    ],
    ids=["knocks", "mains", "500 Hz", "900 Hz", "an octave above", "speech", "a loud noise"],
)
def test_what_else_is_loud_while_the_tone_is_played_is_no_echo(meanwhile: Sound) -> None:
    found = examine(noise(1.7, -60.0), meanwhile, SPOKEN)
    assert found.echo is Echo.NOT_HEARD


def test_a_sound_at_the_pitch_of_the_tone_that_was_there_before_is_no_echo() -> None:
    always = hum(TONE_HZ)
    assert examine(always, always, SPOKEN).echo is Echo.NOT_HEARD


@pytest.mark.parametrize(
    ("speech", "room", "expected"),
    [
        (-25.0, -60.0, Speech.CLEAR),
        (-25.0, -33.0, Speech.NEAR_NOISE),
        (-62.0, -80.0, Speech.FAINT),
        (-40.0, -36.0, Speech.NOISE_ONLY),
    ],
)
def test_speech_is_held_against_the_noise(speech: float, room: float, expected: Speech) -> None:
    heard = at_level(SPOKEN, speech) + noise(3.2, room, seed=2)
    found = examine(noise(1.7, room), None, heard)
    assert found.speech is expected
    assert found.echo is Echo.NOT_PLAYED


def test_a_short_word_is_enough_and_a_click_is_not() -> None:
    room = noise(3.2, -60.0)
    word, click = room.copy(), room.copy()
    word[20_000:27_000] += at_level(SPOKEN[:7_000], SPOKEN_LEVEL)
    click[20_000:20_800] += at_level(SPOKEN[:800], SPOKEN_LEVEL)
    assert examine(noise(1.7, -60.0, 2), None, word).speech is Speech.CLEAR
    assert examine(noise(1.7, -60.0, 2), None, click).speech is Speech.NOISE_ONLY


def test_a_cough_in_the_quiet_does_not_raise_the_noise_floor() -> None:
    quiet = noise(1.7, -60.0)
    quiet[8_000:11_000] += at_level(SPOKEN[:3_000], -10.0)
    assert examine(quiet, None, SPOKEN).noise == pytest.approx(-60.0, abs=1.0)


def test_the_click_with_which_a_device_opens_is_left_out() -> None:
    muted = silence(1.7)
    muted[100:200] = 0.5
    assert examine(muted, muted, muted).speech is Speech.MUTED


@pytest.mark.parametrize("flicker", [0.0, 1 / 32768])
@pytest.mark.parametrize("offset", [0.0, 0.25])
def test_digital_silence_is_muted(flicker: float, offset: float) -> None:
    """With the last bit flickering, and with a constant voltage, too."""
    muted = silence(3.2)
    muted[::7] += flicker
    muted += offset
    found = examine(muted[:27_000], muted[:32_000], muted)
    assert found.speech is Speech.MUTED
    assert found.noise < -90.0


def test_a_device_that_gives_digital_silence_between_words_is_not_muted() -> None:
    found = examine(silence(1.7), None, np.concatenate([silence(1.0), SPOKEN]))
    assert found.speech is Speech.CLEAR


@settings(max_examples=30)
@given(st.floats(-0.3, 0.3), st.floats(-40.0, 0.0))
def test_an_offset_changes_nothing_and_gain_moves_every_level_alike(offset: float, gain: float) -> None:
    room, heard, spoken = noise(1.7, -45.0), tone(-25.0) + noise(2.0, -45.0, 2), at_level(SPOKEN, -25.0)
    factor = np.float32(10.0 ** (gain / 20.0))
    before = examine(room, heard, spoken)
    after = examine(*(samples * factor + np.float32(offset) for samples in (room, heard, spoken)))
    assert after.noise == pytest.approx(before.noise + gain, abs=0.1)
    assert after.speech_level == pytest.approx(before.speech_level + gain, abs=0.1)
    assert after.echo_level == pytest.approx((before.echo_level or 0.0) + gain, abs=0.1)


@pytest.mark.parametrize("rate", [16_000, 44_100])
@pytest.mark.parametrize(("gain", "expected"), [(0.5, False), (1.0, False), (2.0, True), (6.0, True)])
def test_speech_that_is_cut_off_is_told(gain: float, expected: bool, rate: int) -> None:
    """At the device's own rate too, which blurs the edges on the way to 16 kHz."""
    spoken = resample(Clip(SPOKEN / np.abs(SPOKEN).max()), rate)
    cut = Clip(in_16_bit(spoken.samples * gain), rate)
    found = examine(noise(1.7, -60.0), None, resample(cut).samples)
    assert found.is_clipped is expected


@settings(max_examples=80)
@given(st.lists(st.integers(0, 6_000), min_size=3, max_size=3), seeds, st.booleans())
def test_recordings_of_any_length_are_looked_at(lengths: list[int], seed: int, played: bool) -> None:
    quiet, heard, spoken = (noise(1.0, -30.0, seed)[:count] for count in lengths)
    found = examine(quiet, heard if played else None, spoken)
    assert all(math.isfinite(value) for value in (found.noise, found.speech_level, found.clipped))
    assert (found.echo is Echo.NOT_PLAYED) == (not played)


def test_no_sound_at_all_is_muted() -> None:
    nothing = silence(0.0)
    assert examine(nothing, nothing, nothing).speech is Speech.MUTED


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_the_tone_begins_and_ends_softly_and_has_its_length(rate: int) -> None:
    played = tone_samples(rate)
    assert len(played) == int(TONE_SECONDS * rate)
    assert abs(float(played[0])) < 0.01
    assert abs(float(played[-1])) < 0.01
    assert 0.2 < float(np.abs(played).max()) < 0.3
