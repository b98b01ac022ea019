"""Hedges, fillers, repetitions and restarts from the words alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import finding, spoken, typed
from voiceprep.bands import load_bands
from voiceprep.scoring.phrasing import filler_sounds, filler_words, hedges, repetitions, restarts
from voiceprep.values import Verdict

BANDS = load_bands()
AMI = Path(__file__).parents[3] / "shared" / "data" / "answers" / "spoken_verbatim_ami.jsonl"


def _fillers(text: str) -> list[str]:
    return [one.text for one in filler_words(typed(text), BANDS.filler_words_known)]


def _hedges(text: str) -> list[str]:
    return [one.text for one in hedges(typed(text), BANDS.hedges)]


@pytest.mark.skipif(not AMI.is_file(), reason="the verbatim turns are not on this machine")
def test_verbatim_turns_of_people_are_counted_right() -> None:
    rows = [json.loads(line) for line in AMI.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 60
    for row in rows:
        words = typed(row["text"])
        sounds = [one.text for one in filler_sounds(words)]
        assert (sounds.count("um"), sounds.count("uh")) == (row["um"], row["uh"]), row["text"]
        assert len(repetitions(words)) == row["repeats"], row["text"]


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("Um, we cache it.", ["um"]),
        ("We, uh, um, cache it. Hmm.", ["uh", "um", "hmm"]),
        ("The album, the human and the drum hummed.", []),
        ("", []),
    ],
)
def test_sounds(text: str, sounds: list[str]) -> None:
    assert [one.text for one in filler_sounds(typed(text))] == sounds


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("It was, like, slow.", ["like"]),
        ("I like it and it looks like a tree, like a bush.", []),
        ("We cached it, you know, for speed.", ["you know"]),
        ("Do you know it? You know the index.", []),
        ("So we cached it. So, that helped.", ["so", "so"]),
        ("It was so slow that we did so.", []),
        ("So far it works, so that it is fine.", []),
        ("I mean, it works. It is basically a map.", ["i mean", "basically"]),
        ("I mean the index.", []),
        # A sound beside it changes nothing.
        ("Um so we cached it.", ["so"]),
    ],
)
def test_words_count_only_where_they_say_nothing(text: str, fillers: list[str]) -> None:
    assert _fillers(text) == fillers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maybe it is a hash map.", ["Maybe"]),
        ("I think it scales, kind of.", ["I think", "kind of"]),
        ("A hash map is a kind of index, the same sort of tree.", []),
        ("First I think about the load.", []),
        ("I'm not sure, perhaps it does.", ["I'm not sure", "perhaps"]),
        ("I\u2019m not sure.", ["I\u2019m not sure"]),
        ("It is a hash map.", []),
        ("They were kind. Of course we fixed it.", []),
        ("They were kind, of course, and kind of helpful.", ["kind of"]),
        ("K-fold is a special kind of split, of the best sort of all.", []),
        ("The model kind of learns.", ["kind of"]),
        ("I believe in small steps. I believe it works.", ["I believe"]),
        # Who is unsure there is somebody else.
        ("When the model is not sure, a person looks. If you are not sure, ask.", []),
        (
            "I'm really not sure. I am not sure. And I'm not sure.",
            ["not sure", "I am not sure", "I'm not sure"],
        ),
        ("Whenever I'm not sure, I ask.", []),
        ("You can't possibly test it all, and we could not possibly wait.", []),
        ("It cannot possibly fail, it couldn\u2019t possibly.", []),
        ("It can possibly fail. You can't, possibly.", ["possibly", "possibly"]),
        ("Then a topological sort of the graph, and a merge sort of the halves.", []),
        ("We did topological sort of the graph, then heap sort of each part.", []),
        ("Regression is a supervised kind of learning.", []),
        ("It is the most important kind of test, a more specialised kind of animal.", []),
        ("We wrote a new distributed kind of cache.", []),
        ("The heap sort of grows, and the model is kind of slow.", ["sort of", "kind of"]),
        ("It was a very sort of relaxed team, special, sort of.", ["sort of", "sort of"]),
        ("I think twice about it. I think ahead. I think it works.", ["I think"]),
        ("We use Kafka or something else. We use Kafka or something.", ["or something"]),
    ],
)
def test_hedges(text: str, expected: list[str]) -> None:
    assert _hedges(text) == expected


def test_a_hedge_beside_a_stated_key_point_names_it() -> None:
    words = spoken("maybe a map finds it by key and then we went home for a long long day maybe")
    stated = finding(quote="a map finds it by key", words=(1, 7))
    near, far = hedges(words, BANDS.hedges, [stated])
    assert (near.key_point, near.start) == ("lookup", 0.0)
    assert far.key_point is None


@pytest.mark.parametrize(
    ("text", "covered", "contrary", "key_point"),
    [
        # A hedge that opens the next sentence says nothing about the one before.
        ("A map finds it by key. Maybe it is ordered.", (0, 6), None, None),
        ("A map finds it by key, maybe. It is fast.", (0, 6), None, "lookup"),
        ("It is fast. Maybe a map finds it by key.", (4, 10), None, "lookup"),
        # Nor is anybody right with what is the other way round.
        ("a map finds it by key I think a map is sorted", (0, 6), (6, 12), None),
        ("I think a map finds it by key and a map is sorted", (2, 8), (9, 13), "lookup"),
    ],
)
def test_a_hedge_belongs_to_the_covered_point_of_its_sentence_and_to_nothing_wrong(
    text: str, covered: tuple[int, int], contrary: tuple[int, int] | None, key_point: str | None
) -> None:
    words = spoken(text)
    findings = [finding(quote="it", words=covered)]
    if contrary is not None:
        findings.append(finding(Verdict.OPPOSITE, quote="wrong", words=contrary, credit=-0.5))
    assert [one.key_point for one in hedges(words, BANDS.hedges, findings)] == [key_point]


def test_a_hedge_that_stands_in_the_claim_is_no_doubt_about_it() -> None:
    words = typed("the idle machine is probably waiting for the database. Probably it is old.")
    claim = "If the machine is idle, the application is probably waiting for a dependency."
    stated = finding(claim=claim, quote="the idle machine is probably waiting", words=(0, 6))
    assert [one.words for one in hedges(words, BANDS.hedges, [stated])] == [(9, 10)]
    other = finding(quote="the idle machine is probably waiting", words=(0, 6))
    assert hedges(words, BANDS.hedges, [other])[0].key_point == "lookup"


@pytest.mark.parametrize(
    ("verdict", "credit"), [(Verdict.OPPOSITE, -0.5), (Verdict.UNSURE, 0.4), (Verdict.PARTLY, 0.5)]
)
def test_a_hedge_beside_a_point_that_is_not_covered_is_a_hedge_alone(verdict: Verdict, credit: float) -> None:
    words = spoken("maybe a map finds it")
    other = finding(verdict, quote="a map finds it", words=(1, 5), credit=credit)
    assert [one.key_point for one in hedges(words, BANDS.hedges, [other])] == [None]


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("the the map", ["the"]),
        ("The, the, the map", ["the", "the"]),
        ("a map, a tree", []),
        ("uh uh map", ["uh"]),
        ("We monitor it. It scales. Right? Right.", ["Right"]),
        ("99.99% uptime, 1,000,000 rows, split 50/50", []),
        # Said twice on purpose.
        ("it was very, very slow. No, no, it was really, really bad", []),
        ("what it does, does not matter", []),
        ("I think that that works, and so that that breaks. That that holds is clear.", []),
        ("we had had three outages", []),
        ("something that that looks good", ["that"]),
        ("we had, had a look. It does does it", ["had", "does"]),
        ("", []),
    ],
)
def test_repetitions(text: str, twice: list[str]) -> None:
    assert [one.text for one in repetitions(typed(text))] == twice


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("I was I was going", ["I was"]),
        ("and we can, um, and we can cache", ["and we can"]),
        ("the the map", []),
        ("no no no no no", []),
        ("we can cache we can wait", []),
        ("it is 10.0.10.0 here", []),
        # Said again and again on purpose.
        ("we went step by step by step", []),
        ("it got better and better and better, again and again and again and again", []),
        ("bigger and better and better and better", []),
        ("day after day after day we were we were late", ["we were"]),
        ("and I and I and I went", ["and I", "and I"]),
    ],
)
def test_restarts(text: str, dropped: list[str]) -> None:
    assert [one.text for one in restarts(typed(text))] == dropped
