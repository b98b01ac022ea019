"""Two takes side by side on a screen."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console, RenderableType

from tests.builders import finding, sound, take
from voiceprep.compared import Comparison, Shift, StoryChange, Told
from voiceprep.reports.second_take import render_comparison, render_part
from voiceprep.scoring.comparison import compare
from voiceprep.story import Part
from voiceprep.values import Abstention, AbstentionReason, Portion, SoundKind, Status, Take, Verdict

POINT = Portion("And the cure?", 45.0, key_point="cure")


def shown(renderable: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(renderable)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def answered(cause: Verdict, cure: Verdict, alarm: Verdict, *, content: float) -> Take:
    findings = (
        finding(cause, name="the-cause", claim="The queue was full."),
        finding(cure, name="cure", claim="It was made longer."),
        finding(alarm, name="alarm", claim="An alarm was added."),
    )
    return replace(take(), findings=findings, content=content)


def test_what_moved_has_its_claim_and_what_stayed_its_name() -> None:
    before = answered(Verdict.COVERED, Verdict.MISSED, Verdict.OPPOSITE, content=40.0)
    after = answered(Verdict.PARTLY, Verdict.COVERED, Verdict.OPPOSITE, content=55.0)
    text = shown(render_comparison(compare(before, after), heading="Against take 1"))
    assert text.startswith("Against take 1\n")
    assert "v lost    The queue was full.  (covered → partly)" in text
    assert "^ gained  It was made longer.  (missed → covered)" in text
    assert "- still missing: alarm (opposite)" in text
    assert "content 40 → 55" in text
    assert "length" not in text  # neither was measured


def test_units_stand_behind_figures_only() -> None:
    heard = Comparison((), None, None, Shift(12.0, None), Shift(31.0, 40.0), None, None)
    assert "first key point after 12 s → none; length 31 s → 40 s" in shown(render_comparison(heard))
    unheard = replace(heard, seconds=Shift(31.0, None))
    assert "first key point after 12 s → not known; length 31 s → not known" in shown(
        render_comparison(unheard)
    )


def test_another_judge_is_named_as_a_possible_cause() -> None:
    before = answered(Verdict.COVERED, Verdict.MISSED, Verdict.MISSED, content=40.0)
    after = replace(before, versions={"judge": "another"})
    assert "not judged by the same judge" in shown(render_comparison(compare(before, after)))


def test_the_same_answer_again_has_no_empty_lines() -> None:
    same = answered(Verdict.COVERED, Verdict.MISSED, Verdict.MISSED, content=40.0)
    lines = shown(render_comparison(compare(same, same))).splitlines()
    assert lines == [
        "Against the take before",
        "- still missing: cure, alarm",
        "= kept: the cause",
        "content 40 → 40",
    ]


def test_a_part_of_a_story_says_how_it_is_told_now() -> None:
    story = StoryChange(Part.RESULT, Told.MISSING, Told.VAGUE)
    comparison = Comparison((), story, None, None, None, None, None)
    assert "the result: not told → told, with nothing that one could check" in shown(
        render_comparison(comparison)
    )


def test_a_part_has_a_verdict_and_no_score() -> None:
    covered = finding(Verdict.COVERED, name="cure", claim="It was made longer.", quote="made longer")
    text = shown(render_part(replace(take(), findings=(covered,), content=100.0), POINT))
    assert "+ covered  It was made longer." in text
    assert '"made longer"' in text
    assert "100" not in text
    told = shown(render_part(take(), Portion("The result?", 20.0, story=Part.RESULT)))
    assert "no result was heard" in told


def test_a_part_that_was_not_heard_says_why() -> None:
    silent = replace(
        take(),
        status=Status.ABSTAINED,
        content=None,
        abstention=Abstention(AbstentionReason.SILENCE, "Nobody spoke."),
    )
    assert shown(render_part(silent, POINT)) == "Not scored: Nobody spoke.\n"
    lacking = replace(silent, sound=sound(damage="is cut off before its end"))
    assert shown(render_part(lacking, POINT)).splitlines() == [
        "Not scored: Nobody spoke.",
        "The file is cut off before its end, so words may be missing. Hand it in again.",
    ]


def test_a_part_in_doubtful_sound_says_so_like_a_whole_answer() -> None:
    noisy = replace(take(), findings=(finding(),), sound=sound(SoundKind.TOO_NOISY))
    for part in (POINT, Portion("The result?", 20.0, story=Part.RESULT)):
        assert shown(render_part(noisy, part)).startswith("The recording is noisy")
