"""One sentence on the story, behind the content and never at its cost."""

from __future__ import annotations

from string import Template

import pytest

from tests.builders import finding, spoken, story_reading
from voiceprep.coaching.feedback import MAX_SECONDS, WORDS_PER_SECOND, compose, fits
from voiceprep.coaching.prompts import load_prompts
from voiceprep.coaching.telling import SPOKEN, story_advice, with_story
from voiceprep.packaged import packaged_path
from voiceprep.scoring.star import star
from voiceprep.story import Part, Star, StarAdvice, Telling
from voiceprep.values import Feedback

MANNERS = ("neutral", "brisk", "warm")
CONTENT = Feedback(strength="Good.", fix="Add this.", spoken="Good. Add this.")
S, T, A, R = Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT


def _told(*parts: tuple[Part, int], telling: Telling = Telling.EPISODE) -> Star:
    words = spoken(" ".join(["word"] * sum(length for _, length in parts)))
    return star(story_reading(*parts, telling=telling, checkable=1.0), words)


EVERY_ADVICE = {
    StarAdvice.HABIT: _told((A, 5), telling=Telling.HABIT),
    StarAdvice.OPINION: _told((A, 5), telling=Telling.OPINION),
    StarAdvice.PLAN: _told((A, 5), telling=Telling.PLAN),
    StarAdvice.NO_ACTION: _told((S, 5), (T, 5), (R, 5)),
    StarAdvice.NO_RESULT: _told((S, 5), (T, 5), (A, 5)),
    StarAdvice.NO_SITUATION: _told((T, 5), (A, 5), (R, 5)),
    StarAdvice.NO_TASK: _told((S, 5), (A, 5), (R, 5)),
    StarAdvice.RESULT_VAGUE: star(
        story_reading((S, 5), (T, 5), (A, 5), (R, 5)), spoken(" ".join(["word"] * 20))
    ),
    StarAdvice.SITUATION_SHORT: _told((S, 4), (T, 11), (A, 75), (R, 10)),
    StarAdvice.SITUATION_LONG: _told((S, 45), (T, 5), (A, 45), (R, 5)),
    StarAdvice.TASK_LONG: _told((S, 10), (T, 50), (A, 30), (R, 10)),
    StarAdvice.ACTION_SHORT: _told((S, 34), (T, 22), (A, 22), (R, 22)),
    StarAdvice.ACTION_LONG: _told((S, 10), (T, 5), (A, 80), (R, 5)),
    StarAdvice.RESULT_LONG: _told((S, 10), (T, 10), (A, 30), (R, 50)),
    StarAdvice.WHOLE: _told((S, 20), (T, 10), (A, 60), (R, 10)),
}


def test_every_advice_has_a_case_here() -> None:
    assert set(EVERY_ADVICE) == set(StarAdvice)
    assert {advice: told.advice for advice, told in EVERY_ADVICE.items()} == {a: a for a in StarAdvice}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("advice", StarAdvice)
def test_every_advice_has_a_short_sentence_in_every_manner(manner: str, advice: StarAdvice) -> None:
    said = story_advice(EVERY_ADVICE[advice], load_prompts(packaged_path("prompts") / manner))
    assert 3 <= len(said.split()) <= 25
    assert Template(said).get_identifiers() == []


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("advice", [StarAdvice.NO_SITUATION, StarAdvice.NO_TASK])
def test_what_the_reader_may_overlook_is_said_as_not_heard(manner: str, advice: StarAdvice) -> None:
    said = story_advice(EVERY_ADVICE[advice], load_prompts(packaged_path("prompts") / manner))
    assert said.startswith("I did not hear ")


def test_a_part_out_of_proportion_is_told_with_its_share() -> None:
    prompts = load_prompts()
    assert "45 percent" in story_advice(EVERY_ADVICE[StarAdvice.SITUATION_LONG], prompts)
    assert "where 20 is usual" in story_advice(EVERY_ADVICE[StarAdvice.SITUATION_LONG], prompts)
    assert "22 percent" in story_advice(EVERY_ADVICE[StarAdvice.ACTION_SHORT], prompts)


@pytest.mark.parametrize("advice", StarAdvice)
def test_it_is_shown_always_and_said_only_where_a_part_or_the_episode_is_missing(advice: StarAdvice) -> None:
    told = EVERY_ADVICE[advice]
    feedback = with_story(CONTENT, told, load_prompts())
    missing = bool(told.missing) or told.telling is not Telling.EPISODE
    assert (advice in SPOKEN) == missing
    assert feedback.story == story_advice(told, load_prompts())
    assert feedback.spoken == (f"{CONTENT.spoken} {feedback.story}" if missing else CONTENT.spoken)
    assert (feedback.strength, feedback.fix) == (CONTENT.strength, CONTENT.fix)


@pytest.mark.parametrize("manner", MANNERS)
def test_that_nothing_is_missing_is_not_said_of_a_story_that_lacks_a_part(manner: str) -> None:
    prompts = load_prompts(packaged_path("prompts") / manner)
    covered = compose([finding(quote="it was quick")], prompts)
    assert "nothing to add" not in covered.spoken
    feedback = with_story(covered, EVERY_ADVICE[StarAdvice.NO_RESULT], prompts)
    assert feedback.story is not None
    before, _, after = feedback.spoken.rpartition(feedback.story)
    assert after == ""
    assert before == f"{covered.spoken} {prompts.say('all_covered_but')} "
    whole = with_story(covered, EVERY_ADVICE[StarAdvice.WHOLE], prompts)
    assert whole.spoken == covered.spoken


@pytest.mark.parametrize("advice", StarAdvice)
def test_of_an_answer_that_was_cut_off_nothing_is_said_to_be_missing(advice: StarAdvice) -> None:
    told = EVERY_ADVICE[advice]
    feedback = with_story(CONTENT, told, load_prompts(), complete=False)
    if told.telling is Telling.EPISODE and advice is not StarAdvice.WHOLE:
        assert feedback is CONTENT
    else:
        assert feedback == with_story(CONTENT, told, load_prompts())


def test_content_is_never_pushed_out() -> None:
    room = int(MAX_SECONDS * WORDS_PER_SECOND)
    full = Feedback(strength=None, fix="Add this.", spoken=" ".join(["word"] * room))
    feedback = with_story(full, EVERY_ADVICE[StarAdvice.NO_RESULT], load_prompts())
    assert feedback.spoken == full.spoken
    assert feedback.story is not None
    nearly = Feedback(strength=None, fix="Add this.", spoken=" ".join(["word"] * (room - 20)))
    assert fits(with_story(nearly, EVERY_ADVICE[StarAdvice.NO_RESULT], load_prompts()).spoken)


def test_without_a_story_nothing_changes() -> None:
    assert with_story(CONTENT, None, load_prompts()) is CONTENT
