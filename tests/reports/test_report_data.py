"""What the page of a session says, before it looks like anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, sound, spoken, story_reading, typed
from tests.reports import saved_sessions as saved
from voiceprep.bands import load_bands
from voiceprep.delivered import Fillers, Loudness
from voiceprep.gathering import session_data
from voiceprep.reports.comparison import change, comparison
from voiceprep.reports.part_data import part_data
from voiceprep.reports.star import story_kind
from voiceprep.reports.take_data import take_data
from voiceprep.scoring.star import star
from voiceprep.sessions.store import open_session
from voiceprep.story import Part
from voiceprep.values import Portion, Status, Take, Transcript, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.reports.report_data import TakeData

CAUGHT = "about 7 in 10 are caught, about 9 in 10 of those counted are real"


def shown(take: Take) -> TakeData:
    return take_data(take, key="01-take1", title="Take 1", bands=load_bands(), no_sound=None)


def part_of(take: Take, part: Portion) -> TakeData:
    return part_data(take, part, key="01-take2", title="Take 2", bands=load_bands(), no_sound=None)


def test_a_scored_answer() -> None:
    data = shown(saved.hash_map_take())
    assert (data.state, data.headline, data.length) == ("scored", "Content 41 of 100", "0:31")
    assert data.counts == "1 covered, 1 partly, 1 missed, 1 opposite, 1 unsure"
    assert [one.label.code for one in data.findings] == ["opposite", "covered", "partly", "unsure", "missed"]
    first = data.findings[0]
    assert (first.number, first.importance, first.sure) == (1, "important", "90% sure")
    assert (first.start, first.end, first.when) == (15.5, 22.5, "0:15 to 0:22")
    assert " ".join(word.text for word in first.words) == first.quote
    assert data.findings[-1].when is None


@pytest.mark.parametrize(
    ("verdict", "probability", "told"),
    [
        (Verdict.COVERED, 0.994, "99% sure"),
        (Verdict.COVERED, 0.995, "over 99% sure"),
        (Verdict.MISSED, 1.0, "over 99% sure"),
        # There the number says how likely it is that the point was made after all.
        (Verdict.UNSURE, 0.4, ""),
    ],
)
def test_no_judge_is_wholly_sure(verdict: Verdict, probability: float, told: str) -> None:
    one = finding(verdict, probability=probability)
    take = Take("q", "a.wav", Status.SCORED, Transcript(spoken("a b"), "fake"), content=1.0, findings=(one,))
    assert [said.sure for said in shown(take).findings] == [told]


def test_no_reader_of_stories_is_wholly_sure() -> None:
    kinds = [
        story_kind(star(story_reading((Part.ACTION, 4), probability=sure), spoken("so I called them")))
        for sure in (0.9, 0.996)
    ]
    assert kinds == ["an episode (90%)", "an episode (over 99%)"]


def test_what_makes_an_answer_doubtful_is_said_with_a_score_and_without_one() -> None:
    cut = sound(damage="is cut off before its end")
    lacks = "The file is cut off before its end, so words may be missing. Hand it in again."
    assert shown(replace(saved.silent_take(), sound=cut)).remarks == (lacks,)
    take = saved.hash_map_take()
    assert shown(take).remarks == ()
    assert take.transcript is not None
    words = tuple(replace(word, probability=0.6) for word in take.transcript.words)
    doubtful = replace(take, sound=cut, transcript=replace(take.transcript, words=words))
    assert shown(doubtful).remarks == (f"The recogniser was unsure of many words. {lacks}",)


def test_the_transcript_is_cut_where_the_evidence_changes() -> None:
    words = typed("one two three four five six")
    findings = (
        finding(Verdict.COVERED, quote="two three four", words=(1, 4), weight=3.0),
        finding(Verdict.OPPOSITE, quote="three four five", words=(2, 5)),
    )
    take = Take("q", "typed", Status.SCORED, Transcript(words, "typed"), content=1.0, findings=findings)
    runs = [
        (" ".join(word.text for word in run.words), run.findings, run.opened, run.label and run.label.code)
        for run in shown(take).runs
    ]
    assert runs == [
        ("one", (), (), None),
        ("two", (2,), (2,), "covered"),
        ("three four", (1, 2), (1,), "opposite"),
        ("five", (1,), (), "opposite"),
        ("six", (), (), None),
    ]


@given(
    st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6),
    st.integers(0, 30),
)
def test_no_word_is_lost_or_said_twice(ranges: list[tuple[int, int]], count: int) -> None:
    words = spoken(" ".join(f"w{index}" for index in range(count)))
    findings = tuple(finding(Verdict.COVERED, quote="w", words=one) for one in ranges)
    take = Take("q", "a.wav", Status.SCORED, Transcript(words, "fake"), content=1.0, findings=findings)
    data = shown(take)
    assert tuple(word for run in data.runs for word in run.words) == words
    for number, (first, last) in enumerate(ranges, start=1):
        evidence = [word for run in data.runs if number in run.findings for word in run.words]
        assert evidence == list(words[max(0, first) : max(0, last)])


def test_what_could_not_be_judged_is_said() -> None:
    unsure, story = shown(saved.hash_map_take()).not_judged
    assert unsure.startswith('Whether you said "A full table is rebuilt with more buckets."')
    assert unsure.endswith("Listen at 0:14 to 0:17.")
    assert story == "How the answer is told as a story (STAR): it was not looked at."
    silent = shown(saved.silent_take())
    assert silent.headline == "No score: Nothing was heard. Check the microphone."
    assert silent.not_judged[0] == "The content of this answer. It counts in no average."
    told = shown(saved.typed_take()).not_judged
    assert told[-1] == "Pace, pauses and fillers: the answer was typed, so there is no sound to measure."
    failed = shown(Take("q", "a.wav", Status.FAILED, failure="The file is gone."))
    assert (failed.state, failed.headline) == ("unscored", "No score: The file is gone.")


def test_a_story_has_its_bar_in_seconds_or_in_words() -> None:
    star = shown(saved.outage_take()).star
    assert star is not None
    assert star.kind == "an episode (90%)"
    assert [(one.letter, one.start, one.end) for one in star.stretches] == [
        ("S", 0.0, 4.5),
        ("T", 4.5, 10.5),
        ("A", 10.5, 20.5),
        ("R", 20.5, 28.5),
    ]
    assert [(one.name, one.length, one.usual, one.proportion) for one in star.parts] == [
        ("Situation", "4 s", "20%", "fitting"),
        ("Task", "6 s", "10%", "fitting"),
        ("Action", "10 s", "60%", "short"),
        ("Result", "8 s", "10%", "long"),
    ]
    assert star.advice == "The action could take more room."


def test_pace_and_pauses_along_the_answer() -> None:
    delivery = shown(saved.hash_map_take()).delivery
    assert delivery is not None
    assert delivery.summary == (
        "Between 110 (from 0:15) and 140 (from 0:00) words a minute. "
        "120 to 170 is called usual: a convention, no rule. Long pauses: 2.5 s at 0:09."
    )
    assert delivery.end == 31.0
    assert "About 7 in 10" not in delivery.lines[0]
    assert any(CAUGHT in line for line in delivery.lines)


@pytest.mark.parametrize("paces", [(129.4,), (129.4, 128.6)])
def test_one_pace_is_told_once_and_of_pauses_no_bound_that_was_not_todays(paces: tuple[float, ...]) -> None:
    take = replace(saved.hash_map_take(), delivery=saved.delivery_of(31.0, wpm=paces))
    delivery = shown(take).delivery
    assert delivery is not None
    assert delivery.summary == (
        "129 words a minute throughout. 120 to 170 is called usual: a convention, no rule. No long pause."
    )


@pytest.mark.parametrize(
    ("seconds", "sounds", "words", "spread", "marked"),
    [
        (60.0, 8, 6, 12.0, []),
        (30.0, 8, 6, 12.0, []),
        (30.0, 9, 0, None, ["Many um and uh: 9 in 0:30"]),
        (120.0, 16, 13, 12.5, ["Many filler words: 13 in 2:00", "Uneven loudness: 12.5 LU"]),
        (None, 50, 50, None, []),
        (60.0, None, 0, None, []),
    ],
)
def test_what_is_above_its_band_is_marked(
    seconds: float | None, sounds: int | None, words: int, spread: float | None, marked: list[str]
) -> None:
    take = saved.hash_map_take()
    assert take.delivery is not None
    fillers = Fillers(sounds, words, (), None, None)
    told = replace(take.delivery, seconds=seconds, fillers=fillers, loudness=Loudness(-23.0, spread))
    delivery = shown(replace(take, delivery=told)).delivery
    assert delivery is not None
    lines = [line for line in delivery.lines if line.startswith(("Many", "Uneven"))]
    assert [line.split(";")[0] for line in lines] == marked


def test_answers_to_a_part_are_shown_and_never_as_the_score(tmp_path: Path) -> None:
    session = saved.rich_session(tmp_path)
    data = session_data(session, list(session.takes(parts=True)), bands=load_bands(), no_sound={})
    hash_map, outage = data.questions[:2]
    assert [take.content for take in hash_map.takes] == [41.0, 88.0]
    assert hash_map.comparison is not None
    assert hash_map.comparison.titles == ("Take 1", "Take 2")
    (part,) = hash_map.parts
    assert (part.title, part.headline) == ("Take 3", "On the point: collision: now covered")
    assert (part.state, part.content, part.feedback) == ("part", None, ())
    (said,) = part.findings
    assert (said.quote, said.when) == ("both are kept in the bucket as a", "0:00 to 0:04")
    assert [run.findings for run in part.runs] == [(), (1,), ()]
    (story,) = outage.parts
    assert (story.headline, story.star, story.delivery) == ("Again, the result: told", None, None)
    assert [(one.claim, one.label.text) for one in story.findings] == [
        ("The result.", "told"),
        ("The queue was full.", "covered"),
    ]
    # Of the seven whole takes one was skipped.
    assert data.about[1] == "4 of 6 takes have a result"


def test_of_a_part_only_what_was_asked_for_can_be_missing() -> None:
    missed = part_of(saved.hash_map_take(), Portion("And then?", 45.0, key_point="worst"))
    assert missed.headline == "On the point: worst: still missing"
    assert len(missed.findings) == 5
    other = part_of(saved.hash_map_take(), Portion("And then?", 20.0, story=Part.RESULT))
    assert other.headline == "Again, the result: not told"
    assert [one.label.code for one in other.findings] == ["opposite", "covered", "partly", "unsure"]
    silent = part_of(saved.silent_take(), Portion("And then?", 45.0, key_point="worst"))
    assert silent.headline == "On the point: worst: No score: Nothing was heard. Check the microphone."


def test_the_role_is_told_whatever_the_folder_is_called(tmp_path: Path) -> None:
    made = saved.new_session(tmp_path, ("hash-map", "Hash maps", "How?"), role="data-engineer")
    made.folder.rename(tmp_path / "my own")
    data = session_data(open_session(tmp_path, "my own"), [], bands=load_bands(), no_sound={})
    assert data.about[0] == "Role: data engineer"


def test_takes_side_by_side() -> None:
    first, second = saved.hash_map_take(), saved.hash_map_take(better=True)
    more = finding(Verdict.COVERED, name="new", claim="New in the bank.")
    second = replace(second, findings=(*second.findings, more), seconds=40.0)
    compared = comparison([("Take 1", first), ("Take 3", second)])
    assert compared is not None
    assert compared.summary == "From take 1 to take 3: 1 gained, 0 lost."
    assert [row.change for row in compared.rows] == [
        "kept",
        "still partly",
        "gained",
        "still unsure",
        "still missed",
        "not in both",
    ]
    assert [(row.name, row.cells, row.change) for row in compared.figures] == [
        ("Content of 100", ("41", "88"), "+47"),
        ("Length", ("0:31", "0:40"), "+9 s"),
        ("First key point after", ("2 s", "2 s"), "+0 s"),
        ("Filler sounds and words", ("3", "3"), "+0"),
    ]
    assert comparison([("Take 1", first)]) is None


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (Verdict.COVERED, Verdict.MISSED, "lost"),
        (Verdict.COVERED, Verdict.PARTLY, "lost"),
        (Verdict.OPPOSITE, Verdict.MISSED, "closer"),
        (Verdict.PARTLY, Verdict.OPPOSITE, "further off"),
        (Verdict.MISSED, Verdict.UNSURE, "still unsure"),
    ],
)
def test_what_became_of_a_key_point(first: Verdict, last: Verdict, told: str) -> None:
    assert change(first, last) == told
