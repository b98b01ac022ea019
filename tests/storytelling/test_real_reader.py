"""The story reader as it ships, on the bank's own stories and on answers that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import typed
from voiceprep.cli.setup import build_story_reader
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.scoring.star import star
from voiceprep.story import Star, Telling

if TYPE_CHECKING:
    from voiceprep.storytelling.interface import StoryReader

pytestmark = pytest.mark.models
STORIES = {
    question.id: question.star_example
    for question in load_bank(packaged_path("questions.json")).questions
    if question.star_example is not None
}
NO_EPISODES = {
    Telling.HABIT: "I usually write down who is responsible for what. Every Monday I go through the list "
    "with the team, and when somebody is late I normally talk to them first. I always try to stay friendly.",
    Telling.OPINION: "You should always talk to people first. I think that trust is the most important "
    "thing in a team, and managers ought to listen more. One should never forget that people are people.",
}


@pytest.fixture(scope="module")
def reader() -> StoryReader:
    return build_story_reader()


def _told(reader: StoryReader, text: str) -> Star:
    words = typed(text)
    return star(reader.read(words), words)


def test_the_banks_stories_are_episodes_with_action_and_result(reader: StoryReader) -> None:
    told = {}
    for name, one in STORIES.items():
        assert one is not None
        told[name] = _told(reader, f"{one.situation} {one.task} {one.action} {one.result}")
    episodes = [name for name, found in told.items() if found.telling is Telling.EPISODE]
    whole = [name for name, found in told.items() if not found.missing]
    assert len(episodes) >= 0.9 * len(told), sorted(set(told) - set(episodes))
    assert len(whole) >= 0.6 * len(told), {
        name: found.missing for name, found in told.items() if found.missing
    }
    assert all(found.first_person is not None for found in told.values())


@pytest.mark.parametrize("kind", NO_EPISODES)
def test_a_habit_and_an_opinion_are_no_episode(reader: StoryReader, kind: Telling) -> None:
    assert _told(reader, NO_EPISODES[kind]).telling is not Telling.EPISODE


def test_the_same_words_are_told_alike_each_time(reader: StoryReader) -> None:
    text = NO_EPISODES[Telling.HABIT]
    assert _told(reader, text) == _told(build_story_reader(), text)


def test_a_story_of_ten_minutes_is_read_to_its_end(reader: StoryReader) -> None:
    """It is longer than the network has room for."""
    middle = " ".join(f"I called customer number {number} and asked what was wrong." for number in range(140))
    told = _told(
        reader,
        f"In the spring our shop lost one order in ten. {middle} So I changed the form. "
        "In the end no order was lost any more, and we sold a third more than in the year before.",
    )
    assert told.telling is Telling.EPISODE
    assert told.result is not None
    assert told.result.number
