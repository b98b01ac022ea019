"""Takes as JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.builders import finding, sound, take
from tests.sessions.strategies import TAKES, TRANSCRIPTS
from voiceprep.errors import FailureReason
from voiceprep.json_form import take_from_json, take_to_json, transcript_from_json, transcript_to_json
from voiceprep.values import Abstention, AbstentionReason, Feedback, Status, Take, Transcript


def _through_text(document: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    back: dict[str, Any] = json.loads(text)
    return back


@given(TAKES)
def test_a_take_comes_back_equal(one: Take) -> None:
    assert take_from_json(_through_text(take_to_json(one))) == one


@given(TRANSCRIPTS)
def test_a_transcript_comes_back_equal(transcript: Transcript) -> None:
    assert transcript_from_json(_through_text(transcript_to_json(transcript))) == transcript


@given(TAKES)
def test_keys_of_a_later_version_are_no_hindrance(one: Take) -> None:
    assert take_from_json({**take_to_json(one), "mood": "cheerful"}) == one


def test_what_was_not_computed_is_null_and_never_0() -> None:
    failed = take_to_json(Take("q", "a.wav", Status.FAILED, failure="The file is empty."))
    assert failed["content"] is failed["transcript"] is failed["feedback"] is failed["seconds"] is None
    assert failed["reason"] == {"code": "failed", "text": "The file is empty."}


def test_why_it_failed_comes_back_in_a_word_and_in_a_sentence() -> None:
    for reason in FailureReason:
        failed = Take("q", "a.wav", Status.FAILED, failure="No.", failure_reason=reason)
        assert take_to_json(failed)["reason"]["code"] == reason.value
        assert take_from_json(_through_text(take_to_json(failed))) == failed


def test_a_score_of_0_is_a_score() -> None:
    assert take_to_json(take(content=0.0))["content"] == {"score": 0.0, "recited": None}
    assert take_from_json(take_to_json(take(content=0.0))).content == 0.0


def test_a_take_of_a_version_that_did_not_look_for_recitation_says_so() -> None:
    older = take_to_json(take(content=50.0))
    del older["content"]["recited"]
    assert take_from_json(older).recited is None


def test_a_take_of_a_version_that_did_not_judge_its_sound_still_loads() -> None:
    older = take_to_json(take())
    del older["sound"]
    assert take_from_json(older).sound is None


def test_a_take_of_a_version_that_did_not_look_for_damage_still_loads() -> None:
    damaged = replace(take(), sound=sound(damage="is damaged in places"))
    older = take_to_json(damaged)
    assert take_from_json(older) == damaged
    del older["sound"]["damage"]
    assert take_from_json(older) == replace(take(), sound=sound())


def test_a_take_of_a_version_that_knew_no_stories_has_none() -> None:
    older = take_to_json(replace(take(), feedback=Feedback("a", "b", "c")))
    del older["star"], older["feedback"]["story"]
    loaded = take_from_json(older)
    assert loaded.star is None
    assert loaded.feedback == Feedback("a", "b", "c", story=None)


@pytest.mark.parametrize("reason", AbstentionReason)
def test_an_abstention_has_its_reason_as_a_code(reason: AbstentionReason) -> None:
    silent = Take("q", "a.wav", Status.ABSTAINED, abstention=Abstention(reason, "Nothing there."))
    assert take_to_json(silent)["reason"] == {"code": reason.value, "text": "Nothing there."}
    assert take_to_json(silent)["status"] == "abstained"


def test_a_scored_take_has_no_reason() -> None:
    assert take_to_json(take())["reason"] is None


def test_every_finding_keeps_its_quote_and_place() -> None:
    one = finding(quote="a key finds it", words=(2, 6))
    document = take_to_json(Take("q", "typed", Status.SCORED, content=1.0, findings=(one,)))
    assert document["findings"][0]["quote"] == "a key finds it"
    assert document["findings"][0]["words"] == [2, 6]
