"""Where arriving sound is cut: every order of speech and silence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voiceprep.audio.texture import FRAME
from voiceprep.transcription.windows import AFTER_SOUND, LONGEST, SHORTEST, UNSPOKEN, Window, WindowCutter

PER_SECOND = 16_000 / FRAME
SPEECH, SILENCE, HUM = (0.95, -25.0), (0.01, -60.0), (0.02, -28.0)
"""Probability and level of a frame; the hum is as loud as speech."""

stretches = st.lists(
    st.tuples(st.sampled_from([SPEECH, SILENCE, HUM, (0.3, -40.0)]), st.floats(0.05, 12.0)), max_size=12
)


def _frames(told: list[tuple[tuple[float, float], float]]) -> list[tuple[float, float]]:
    return [frame for frame, seconds in told for _ in range(round(seconds * PER_SECOND))]


def _cut(frames: list[tuple[float, float]]) -> list[Window]:
    cutter = WindowCutter()
    found = [cutter.add(*frame) for frame in frames]
    return [window for window in [*found, cutter.rest()] if window is not None]


def _seconds(window: Window) -> float:
    return (window.end - window.start) / 16_000


@given(stretches)
def test_windows_are_in_order_and_never_longer_than_the_recogniser_hears(
    told: list[tuple[tuple[float, float], float]],
) -> None:
    frames = _frames(told)
    windows = _cut(frames)
    edges = [edge for window in windows for edge in (window.start, window.end)]
    assert edges == sorted(edges)
    assert all(0 < _seconds(window) <= LONGEST for window in windows)
    assert all(window.start < window.sound_end <= len(frames) * FRAME for window in windows)


@given(stretches)
def test_no_speech_is_left_out(told: list[tuple[tuple[float, float], float]]) -> None:
    frames = _frames(told)
    windows = _cut(frames)
    for place, frame in enumerate(frames):
        if frame is SPEECH:
            assert any(one.start <= place * FRAME < one.end and one.spoken for one in windows)


@given(stretches, st.floats(AFTER_SOUND + 0.1, 20.0))
def test_more_silence_changes_no_window(told: list[tuple[tuple[float, float], float]], more: float) -> None:
    frames = _frames([*told, (SILENCE, AFTER_SOUND + 0.1)])
    longer = frames + _frames([(SILENCE, more)])
    assert _cut(longer) == _cut(frames)


def test_a_pause_ends_a_window_and_speech_without_one_does_not() -> None:
    first, second = _cut(_frames([(SPEECH, SHORTEST), (SILENCE, 0.6), (SPEECH, 3.0)]))
    assert first.end == first.sound_end + round(AFTER_SOUND * 16_000 / FRAME) * FRAME
    assert first.end <= second.start < first.sound_end + 0.6 * 16_000, "only silence is left out"
    assert SHORTEST < first.end / 16_000 < SHORTEST + 0.6
    (one,) = _cut(_frames([(SPEECH, SHORTEST - 2), (SILENCE, 0.6), (SPEECH, 1.0)]))
    assert one.start == 0


def test_without_a_pause_the_quietest_moment_has_to_do() -> None:
    breath = (0.55, -30.0)
    frames = _frames([(SPEECH, 20.0), (breath, 0.05), (SPEECH, 15.0)])
    first, second = _cut(frames)
    assert abs(first.end / 16_000 - 20.05) < 0.1
    assert second.start == first.end


def test_what_is_as_loud_as_speech_is_no_pause_and_no_silence() -> None:
    """In a noisy room the detector misses whole sentences."""
    windows = _cut(_frames([(SPEECH, 9.0), (HUM, 6.0), (SPEECH, 2.0), (HUM, 4.0)]))
    assert windows[-1].end / 16_000 > 20.0
    assert [one.start for one in windows[1:]] == [one.end for one in windows[:-1]]


def test_silence_and_short_noises_give_no_window() -> None:
    assert _cut(_frames([(SILENCE, 60.0)])) == []
    click = (0.2, -20.0)
    assert _cut(_frames([(SILENCE, 5.0), (click, UNSPOKEN - 1.0), (SILENCE, 20.0)])) == []
    (window,) = _cut(_frames([(SILENCE, 5.0), (click, UNSPOKEN + 1.0), (SILENCE, 2.0)]))
    assert not window.spoken


def test_settled_once_the_silence_is_long_enough() -> None:
    cutter = WindowCutter()
    for frame in _frames([(SPEECH, 3.0), (SILENCE, AFTER_SOUND - 0.1)]):
        cutter.add(*frame)
    assert not cutter.settled
    for frame in _frames([(SILENCE, 0.3)]):
        cutter.add(*frame)
    assert cutter.settled


def test_silence_is_counted_on_where_a_window_ends_in_it() -> None:
    cutter = WindowCutter()
    windows = [cutter.add(*frame) for frame in _frames([(SPEECH, SHORTEST + 1.0), (SILENCE, 0.9)])]
    assert any(windows)
    assert not cutter.silent_for(1.0)
    for frame in _frames([(SILENCE, 0.2)]):
        cutter.add(*frame)
    assert cutter.silent_for(1.0)
