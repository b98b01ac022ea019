"""The story of an answer on the screen."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from tests.builders import finding, spoken, story_reading, take, typed
from voiceprep.bands import load_bands
from voiceprep.reports.star import star_lines
from voiceprep.reports.terminal import render_take
from voiceprep.scoring.star import star
from voiceprep.story import Part, Telling
from voiceprep.values import Feedback

S, T, A, R, L = Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT, Part.LESSON
WORDS = spoken("we had a fire here I was told to act so I called them and I cleared all my floors 30 got out")
STORY = star(story_reading((S, 5), (T, 5), (A, 10), (R, 3)), WORDS)


def test_a_bar_of_seconds_for_each_part_with_the_beginning_of_its_words() -> None:
    lines = list(star_lines(STORY, "Well told."))
    assert lines == [
        "Told as a story (STAR): an episode (90%)",
        '  situation ####................    2 s  22%, usual 20%  "we had a fire here"',
        '  task      ####................    2 s  22%, usual 10%  "I was told to act"',
        '  action    #########...........    5 s  43%, usual 60%  "so I called them and I ..."',
        '  result    ###.................    2 s  13%, usual 10%  "30 got out"',
        '  The result carries a figure; no lesson is told; in the action "I" 3x (5 s), "we" 0x (0 s).',
        "Well told.",
    ]


def test_a_damaged_story_without_the_words_of_a_part_is_shown_all_the_same() -> None:
    assert any(line.startswith("  action ") for line in star_lines(replace(STORY, spans=()), None))


def test_a_missing_part_is_named_and_an_unusual_order_told() -> None:
    lines = list(star_lines(star(story_reading((A, 10), (S, 5), (L, 5)), WORDS), None))
    assert "  task      ....................  not heard" in lines
    assert "  result    ....................  not heard" in lines
    assert "  Told in the order action, situation." in lines
    assert any(line.startswith("  A lesson is told;") for line in lines)
    assert not any("result carries" in line or "result has" in line for line in lines)


def test_typed_words_are_counted_and_that_is_said() -> None:
    text = " ".join(word.text for word in WORDS)
    lines = list(star_lines(star(story_reading((S, 5), (T, 5), (A, 10), (R, 3)), typed(text)), None))
    assert '  action    #########...........  10 words  43%, usual 60%  "so I called them and I ..."' in lines
    assert any("so the shares are of words" in line for line in lines)
    assert any('"I" 3x, "we" 0x' in line for line in lines)


def test_what_is_no_episode_has_the_advice_and_no_bars() -> None:
    told = star(story_reading((A, 10), telling=Telling.HABIT), WORDS[:10])
    assert list(star_lines(told, "Tell one time.")) == [
        "Told as a story (STAR): a habit, not an episode (90%)",
        "Tell one time.",
    ]


def test_a_take_shows_its_story_and_its_advice_and_one_without_shows_none() -> None:
    def shown(with_star: bool) -> str:
        one = replace(
            take(),
            findings=(finding(),),
            star=STORY if with_star else None,
            feedback=Feedback(None, None, "Said.", story="Well told." if with_star else None),
        )
        console = Console(file=io.StringIO(), width=200)
        console.print(render_take(one, load_bands()))
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    assert "Told as a story (STAR): an episode" in shown(with_star=True)
    assert "Well told." in shown(with_star=True)
    assert "STAR" not in shown(with_star=False)
