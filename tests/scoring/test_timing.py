"""Pace and pauses: a silence that is cut in changes what it should, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, spoken
from voiceprep.audio.voice_activity import Segment
from voiceprep.bands import load_bands
from voiceprep.delivered import Metric
from voiceprep.scoring.delivery import NONE_COVERED, Sound, deliver, with_sounds
from voiceprep.scoring.timing import MIN_PACE_WORDS, NO_SPEECH, NO_TIMES, UNSURE_SPEECH, Timing, timing
from voiceprep.values import Finding, Verdict, Word

BANDS = load_bands()
TEXT = "we cache it. then we wait, and the load falls. that is all we did then"


def _segments(words: tuple[Word, ...]) -> list[Segment]:
    """Speech wherever words are, as the detector finds it in a quiet room."""
    merged: list[Segment] = []
    for word in words:
        start, end = word.start or 0.0, word.end or 0.0
        if merged and start - merged[-1].end < BANDS.pause_from:
            merged[-1] = Segment(merged[-1].start, end)
        else:
            merged.append(Segment(start, end))
    return merged


def _timed(words: tuple[Word, ...]) -> Timing:
    return timing(words, _segments(words), BANDS)


def test_exact_figures_of_a_small_answer() -> None:
    # 15 words of half a second: 7.5 s of speech, 1 s before, pauses of 2.5 s (clause end) and 0.5 s (inside).
    words = spoken(
        "we cache it. then we wait, and the load falls so we are done now", pauses={0: 1.0, 3: 2.5, 8: 0.5}
    )
    timed = _timed(words)
    assert (timed.first_word, timed.seconds) == (1.0, 10.5)
    assert timed.pace is not None
    assert (timed.pace.words_per_minute, timed.pace.without_pauses) == (85.7, 120.0)
    pauses = timed.pauses
    assert pauses is not None
    assert (pauses.count, pauses.seconds, pauses.inside_clauses, pauses.at_clause_ends) == (2, 3.0, 1, 1)
    (long,) = pauses.long
    assert (long.start, long.seconds, long.inside) == (2.5, 2.5, False)
    assert timed.not_measured == ()


def test_a_word_that_is_stretched_over_a_silence_hides_no_pause() -> None:
    words = list(spoken(TEXT, pauses={3: 2.0}))
    segments = _segments(tuple(words))
    stretched = [*words]
    stretched[3] = replace(words[3], start=words[2].end)
    assert timing(stretched, segments, BANDS).pauses == timing(words, segments, BANDS).pauses


GAPS = st.dictionaries(st.integers(1, 14), st.floats(0.3, 3.0).map(lambda x: round(x, 2)), max_size=5)


@given(GAPS, st.integers(1, 14))
def test_two_seconds_of_silence_between_two_words(gaps: dict[int, float], place: int) -> None:
    before = spoken(TEXT, pauses=gaps)
    after = spoken(TEXT, pauses={**gaps, place: gaps.get(place, 0.0) + 2.0})
    one, two = _timed(before), _timed(after)
    assert one.seconds is not None
    assert two.seconds == pytest.approx(one.seconds + 2.0, abs=0.02)
    assert one.first_word == two.first_word
    assert one.pace is not None
    assert two.pace is not None
    assert two.pace.words_per_minute < one.pace.words_per_minute
    assert two.pace.without_pauses == pytest.approx(one.pace.without_pauses, abs=0.2)
    assert one.pauses is not None
    assert two.pauses is not None
    assert two.pauses.seconds == pytest.approx(one.pauses.seconds + 2.0, abs=0.05)
    assert two.pauses.count == one.pauses.count + (place not in gaps)
    assert len(two.pauses.long) == len(one.pauses.long) + (gaps.get(place, 0.0) < 2.0)
    assert any(pause.seconds >= 2.0 for pause in two.pauses.long)
    inside = not before[place - 1].text.endswith((".", ","))
    assert (two.pauses.inside_clauses or 0) - (one.pauses.inside_clauses or 0) == (
        inside and place not in gaps
    )


@given(GAPS)
def test_silence_before_the_first_word_moves_it_and_nothing_else(gaps: dict[int, float]) -> None:
    words = spoken(TEXT, pauses=gaps)
    later = tuple(replace(w, start=(w.start or 0.0) + 2.0, end=(w.end or 0.0) + 2.0) for w in words)
    one, two = _timed(words), _timed(later)
    assert one.first_word is not None
    assert two.first_word == pytest.approx(one.first_word + 2.0, abs=0.02)
    assert one.pauses is not None
    assert two.pauses is not None
    assert one.seconds == pytest.approx(two.seconds, abs=0.02)
    assert (one.pauses.count, one.pauses.inside_clauses) == (two.pauses.count, two.pauses.inside_clauses)


@given(GAPS)
def test_words_in_stretches_of_time_add_up(gaps: dict[int, float]) -> None:
    pace = _timed(spoken(TEXT * 3, pauses=gaps)).pace
    assert pace is not None
    told = sum(one.words_per_minute * (one.end - one.start) / 60 for one in pace.over_time)
    assert told == pytest.approx(len((TEXT * 3).split()), rel=0.02)
    assert all(one.end == two.start for one, two in pairwise(pace.over_time))


def test_a_monologue_without_a_pause() -> None:
    timed = _timed(spoken("word " * 200 + "end."))
    assert timed.pauses is not None
    assert (timed.pauses.count, timed.pauses.seconds, timed.pauses.long) == (0, 0.0, ())
    # No punctuation in 200 words: nothing is said about clauses, and why.
    assert timed.pauses.inside_clauses is None
    assert dict(timed.not_measured).keys() == {Metric.PAUSE_PLACES}


def test_one_word_has_no_pace() -> None:
    timed = _timed(spoken("Yes.", pauses={0: 1.5}))
    assert (timed.first_word, timed.seconds, timed.pace) == (1.5, 0.5, None)
    assert timed.pauses is not None
    assert timed.pauses.count == 0
    assert [metric for metric, _ in timed.not_measured] == [Metric.PACE]


def test_the_shortest_answer_with_a_pace() -> None:
    assert _timed(spoken("word " * MIN_PACE_WORDS)).pace is not None
    assert _timed(spoken("word " * (MIN_PACE_WORDS - 1))).pace is None


def test_speech_that_the_detector_misses_has_no_pauses() -> None:
    words = spoken(TEXT)
    timed = timing(words, _segments(words[:10]), BANDS)
    assert (timed.pace, timed.pauses, timed.seconds) == (None, None, None)
    assert {reason for _, reason in timed.not_measured} == {UNSURE_SPEECH}


def test_words_without_times_have_no_pace() -> None:
    words = tuple(Word(part) for part in TEXT.split())
    timed = timing(words, [Segment(0.0, 5.0)], BANDS)
    assert timed.pace is None
    assert {reason for _, reason in timed.not_measured} == {NO_TIMES}


def test_um_is_no_word_of_the_pace() -> None:
    plain, filled = _timed(spoken(TEXT)).pace, _timed(spoken(f"um, {TEXT}")).pace
    assert plain is not None
    assert filled is not None
    assert filled.words_per_minute == pytest.approx(plain.words_per_minute * 16 / 17, abs=0.1)


def _first_key_point(
    words: tuple[Word, ...], segments: list[Segment], *findings: Finding
) -> tuple[float | None, str | None]:
    delivery = deliver(words, Sound(tuple(segments), None), BANDS, findings=findings, target_seconds=60.0)
    return delivery.first_key_point, dict(delivery.not_measured).get(Metric.FIRST_KEY_POINT)


def test_the_first_key_point_is_one_that_was_said_and_not_one_perhaps_misheard() -> None:
    words = spoken(TEXT, pauses={0: 1.0})
    unsure = replace(finding(Verdict.UNSURE, quote="we cache it.", words=(0, 3), credit=0.4), start=1.0)
    partly = replace(finding(Verdict.PARTLY, quote="then we wait,", words=(3, 6), credit=0.4), start=2.5)
    assert _first_key_point(words, _segments(words), unsure, partly) == (1.5, None)
    assert _first_key_point(words, _segments(words), unsure) == (None, NONE_COVERED)


def test_where_a_key_point_was_said_its_time_is_missing_for_another_reason() -> None:
    words = spoken(TEXT)
    said = finding(quote="we cache it.", words=(0, 3))
    timed = replace(said, start=0.0)
    untimed = tuple(Word(part) for part in TEXT.split())
    assert _first_key_point(untimed, [Segment(0.0, 5.0)], said) == (None, NO_TIMES)
    assert _first_key_point(words, [], timed) == (None, NO_SPEECH)
    assert _first_key_point(words, _segments(words[:10]), timed) == (None, UNSURE_SPEECH)


def test_sounds_are_not_counted_until_they_are() -> None:
    words = spoken(TEXT)
    delivery = deliver(words, Sound(tuple(_segments(words)), None), BANDS, target_seconds=60.0)
    assert delivery.fillers.sounds is None
    assert Metric.FILLER_SOUNDS in dict(delivery.not_measured)
    counted = with_sounds(delivery, words, (), BANDS)
    assert counted.fillers.sounds == 0
    assert counted.fillers.recall == BANDS.recall
    assert Metric.FILLER_SOUNDS not in dict(counted.not_measured)


def test_what_a_person_wrote_down_is_counted_as_it_stands() -> None:
    words = tuple(Word(part) for part in ["Um,", "we,", "uh,", "cache", "it."])
    fillers = deliver(words, Sound((), None), BANDS, target_seconds=60.0).fillers
    assert (fillers.sounds, fillers.recall) == (2, None)
