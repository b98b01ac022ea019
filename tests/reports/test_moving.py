"""The transcript that moves along: the right word at the right second, and always in sight."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, spoken, take
from voiceprep.reports.moving import (
    coloured_transcript,
    evidence_styles,
    finding_at,
    in_sight,
    moving_transcript,
    timed,
    word_at,
    wrap,
)
from voiceprep.values import Take, Transcript, Verdict, Word

TEXT = "well high bias means underfitting and that is the whole of it I think"


def answer(text: str = TEXT) -> Take:
    """Half a second a word; "high bias means underfitting" is covered, from 0.5 s to 2.5 s."""
    covered = replace(finding(quote="high bias means underfitting", words=(1, 5)), start=0.5, end=2.5)
    missed = finding(Verdict.MISSED, name="other")
    return replace(take(), transcript=Transcript(spoken(text), "fake"), findings=(covered, missed))


@given(st.floats(0, 20), st.lists(st.floats(0, 3), max_size=30))
def test_the_word_is_the_last_that_was_begun(position: float, gaps: list[float]) -> None:
    starts = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    words = [Word("w", start=start, end=start + 0.1) for start in starts]
    at = word_at(words, position)
    assert all(start <= position for start in starts[: at + 1])
    assert all(start > position for start in starts[at + 1 :])


@given(st.lists(st.text("abc", min_size=1, max_size=12), max_size=60), st.integers(5, 40))
def test_lines_hold_every_word_once_and_do_not_overflow(texts: list[str], width: int) -> None:
    words = [Word(text) for text in texts]
    lines = wrap(words, width)
    assert [index for first, last in lines for index in range(first, last)] == list(range(len(words)))
    for first, last in lines:
        assert last - first == 1 or len(" ".join(texts[first:last])) <= width


@given(st.integers(1, 200), st.integers(1, 30), st.data())
def test_the_spoken_line_is_always_in_sight(count: int, height: int, data: st.DataObject) -> None:
    lines = [(number * 3, number * 3 + 3) for number in range(count)]
    current = data.draw(st.integers(0, count * 3 - 1))
    first, last = in_sight(lines, current, height)
    assert 0 <= first <= current // 3 < last <= count
    assert last - first <= height
    assert last - first == min(height, count)


def test_evidence_has_its_colour_from_when_it_is_spoken_on() -> None:
    before = moving_transcript(answer(), 0.6, width=80, height=5)
    after = moving_transcript(answer(), 9.0, width=80, height=5)
    styles = {str(span.style) for span in before.spans}
    assert styles == {"default", "reverse green", "bright_black"}
    assert sum("green" in str(span.style) for span in after.spans) == 4
    assert before.plain.replace("\n", " ").split() == TEXT.split()


def test_nothing_is_lit_before_the_first_word() -> None:
    late = replace(answer(), transcript=Transcript(spoken("one two", pauses={0: 2.0}), "fake"), findings=())
    assert {str(span.style) for span in moving_transcript(late, 1.0, width=80, height=5).spans} == {
        "bright_black"
    }


def test_words_of_two_points_show_what_has_to_be_mended() -> None:
    wrong = finding(Verdict.OPPOSITE, name="wrong", quote="means underfitting", words=(3, 5))
    both = replace(answer(), findings=(wrong, *answer().findings))
    assert evidence_styles(both) == {1: "green", 2: "green", 3: "red", 4: "red"}
    assert coloured_transcript(both).plain == f'"{TEXT}"'


def test_words_that_are_not_there_cost_neither_time_nor_memory() -> None:
    damaged = replace(answer(), findings=(finding(quote="means", words=(-9, 10**12)),))
    assert set(evidence_styles(damaged)) == set(range(len(TEXT.split())))
    assert evidence_styles(replace(damaged, transcript=None)) == {}


def test_the_finding_that_is_spoken_of_is_named() -> None:
    findings = answer().findings
    assert finding_at(findings, 0.2) is None
    named = finding_at(findings, 1.0)
    assert named is not None
    assert named.verdict is Verdict.COVERED


def test_typed_words_have_no_times_to_move_with() -> None:
    assert not timed([Word("typed")])
    assert not timed([])
    assert timed(spoken("said"))
