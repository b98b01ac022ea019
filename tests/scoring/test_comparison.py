"""Two takes of one question: every key point is in exactly one class, and the classes mean what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, story_reading, take, typed
from voiceprep.compared import Change, Told
from voiceprep.scoring.comparison import compare, told
from voiceprep.scoring.star import star
from voiceprep.story import Part
from voiceprep.values import Finding, Portion, Take, Verdict

NAMES = [f"point-{letter}" for letter in "abcde"]
VERDICTS = st.lists(st.sampled_from(Verdict), min_size=len(NAMES), max_size=len(NAMES))


def scored(*verdicts: Verdict) -> Take:
    findings = tuple(
        finding(verdict, name=name) for name, verdict in zip(NAMES[: len(verdicts)], verdicts, strict=True)
    )
    return replace(take(), findings=findings)


def changes(before: Verdict, after: Verdict) -> Change:
    (point,) = compare(scored(before), scored(after)).points
    return point.change


def test_each_class_by_an_example() -> None:
    assert changes(Verdict.MISSED, Verdict.COVERED) is Change.GAINED
    assert changes(Verdict.OPPOSITE, Verdict.COVERED) is Change.GAINED
    assert changes(Verdict.PARTLY, Verdict.COVERED) is Change.GAINED
    assert changes(Verdict.COVERED, Verdict.PARTLY) is Change.LOST
    assert changes(Verdict.COVERED, Verdict.OPPOSITE) is Change.LOST
    assert changes(Verdict.COVERED, Verdict.COVERED) is Change.KEPT
    assert changes(Verdict.MISSED, Verdict.PARTLY) is Change.MISSING
    assert changes(Verdict.MISSED, Verdict.OPPOSITE) is Change.MISSING


@given(VERDICTS)
def test_a_take_against_itself_gains_and_loses_nothing(verdicts: list[Verdict]) -> None:
    same = compare(scored(*verdicts), scored(*verdicts))
    assert same.count(Change.GAINED) == same.count(Change.LOST) == 0
    assert same.content is not None
    assert same.content.before == same.content.after


@given(VERDICTS, VERDICTS)
def test_what_one_take_gains_the_other_way_round_is_lost(then: list[Verdict], now: list[Verdict]) -> None:
    there, back = compare(scored(*then), scored(*now)), compare(scored(*now), scored(*then))
    mirror = {Change.GAINED: Change.LOST, Change.LOST: Change.GAINED}
    assert [mirror.get(one.change, one.change) for one in there.points] == [one.change for one in back.points]
    assert [one.key_point for one in there.points] == NAMES
    counts = Counter(one.change for one in there.points)
    assert {change: there.count(change) for change in Change if there.count(change)} == counts


def test_points_that_only_one_take_was_judged_on_are_left_out() -> None:
    """The bank was changed in between."""
    before = replace(take(), findings=(finding(name="gone"), finding(name="there")))
    after = replace(take(), findings=(finding(name="there"), finding(name="new")))
    assert [point.key_point for point in compare(before, after).points] == ["there"]


def test_an_id_that_stands_for_another_claim_by_now_is_another_point() -> None:
    before = replace(take(), findings=(finding(Verdict.MISSED, name="there", claim="It was slow."),))
    after = replace(take(), findings=(finding(Verdict.COVERED, name="there", claim="It was made quick."),))
    assert compare(before, after).points == ()


def test_another_judge_is_told_for_a_change_may_be_its_own() -> None:
    old = replace(scored(Verdict.COVERED), versions={"judge": "a", "scorer": "4", "bank": "1"})
    assert compare(old, replace(old, versions={**old.versions, "bank": "2"})).judged_alike
    assert not compare(old, replace(old, versions={**old.versions, "judge": "b"})).judged_alike
    assert not compare(old, replace(old, versions={**old.versions, "scorer": "5"})).judged_alike


def test_a_key_point_alone_is_compared_on_that_alone() -> None:
    part = Portion("And the cause?", 45.0, key_point=NAMES[1])
    after: Finding = finding(Verdict.COVERED, name=NAMES[1])
    comparison = compare(
        scored(Verdict.COVERED, Verdict.MISSED), replace(take(), findings=(after,)), part=part
    )
    assert [(point.key_point, point.change) for point in comparison.points] == [(NAMES[1], Change.GAINED)]
    assert comparison.content is None
    assert comparison.seconds is None


def test_a_part_of_a_story_is_compared_on_that_part_and_brings_points_along() -> None:
    words = typed("we were down so I rolled back and traffic rose by ten percent")
    before = star(story_reading((Part.SITUATION, 4), (Part.ACTION, 4)), words[:8])
    after = star(story_reading((Part.RESULT, 5), checkable=0.9), words[8:])
    part = Portion("Only the result.", 20.0, story=Part.RESULT)
    comparison = compare(
        replace(scored(Verdict.COVERED, Verdict.MISSED), star=before),
        replace(scored(Verdict.MISSED, Verdict.COVERED), star=after),
        part=part,
    )
    assert comparison.story is not None
    assert (comparison.story.before, comparison.story.after) == (Told.MISSING, Told.TOLD)
    # What was left out was not asked for.
    assert [(point.key_point, point.change) for point in comparison.points] == [(NAMES[1], Change.GAINED)]


def test_a_result_that_nobody_could_check_is_vague() -> None:
    words = typed("it all went really well in the end")
    vague = star(story_reading((Part.RESULT, 8), checkable=0.1), words)
    assert told(vague, Part.RESULT) is Told.VAGUE
    assert told(vague, Part.ACTION) is Told.MISSING
    assert told(None, Part.RESULT) is Told.MISSING
