"""All sessions of a folder, read for their results: fast, and whatever lies in it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.progress.made import FIRST_DAY, change, not_judged, on_day, saved_session, scored
from voiceprep.errors import SessionError
from voiceprep.progress.attempts import Past
from voiceprep.sessions import past
from voiceprep.sessions.documents import read_session
from voiceprep.sessions.past import read_past
from voiceprep.values import Outcome, Status, Take, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.sessions.store import Session


def test_what_was_said_becomes_attempts(tmp_path: Path) -> None:
    session = saved_session(tmp_path, scored("one", score=30), scored("two", verdict=Verdict.OPPOSITE), day=2)
    session.rate(2, 3)
    session.rate(2, 5)
    (record,) = read_past(tmp_path).sessions
    one, two = record.attempts
    assert (record.id, record.questions, record.asked) == (session.id, 2, ("one", "two"))
    assert (one.question_id, one.topic, one.score, one.self_rating, one.when) == (
        "one",
        "One",
        30,
        None,
        on_day(2),
    )
    assert [(mark.key_point, mark.verdict) for mark in two.marks] == [("lookup", Verdict.OPPOSITE)]
    assert two.self_rating == 5, "the last one counts"


def test_what_was_not_judged_counts_nowhere(tmp_path: Path) -> None:
    failed = Take(question_id="f", source="typed", status=Status.FAILED, failure="It failed.")
    session = saved_session(tmp_path, scored("s"), not_judged("n"), failed, scored("skipped"))
    session.note_outcome(4, Outcome.SKIPPED)
    (record,) = read_past(tmp_path).sessions
    assert [one.question_id for one in record.attempts] == ["s"]
    assert (record.not_judged, record.waiting) == (2, 0)
    assert record.asked == ("s", "n", "f", "skipped")


def test_what_is_on_its_way_in_or_goes_meanwhile_is_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_session(tmp_path, scored("one")).folder.rename(tmp_path / ".importing-one")
    assert read_past(tmp_path) == Past()
    saved_session(tmp_path, scored("two"))

    def forgotten(folder: Path) -> dict[str, Any]:
        shutil.rmtree(folder)
        return read_session(folder)

    monkeypatch.setattr(past, "read_session", forgotten)
    assert read_past(tmp_path) == Past()


def test_answers_that_wait_for_a_score_are_counted(tmp_path: Path) -> None:
    session = saved_session(tmp_path, scored("one"))
    session.begin_take(2, "two").write_bytes(b"sound")
    session.begin_take(3, "three")  # and the power went off
    (record,) = read_past(tmp_path).sessions
    assert record.waiting == 1


def part_of(key_point: str | None, story: str | None = None) -> dict[str, object]:
    return {"part": {"asked": "And that?", "seconds": 45.0, "key_point": key_point, "story": story}}


@pytest.mark.parametrize(
    "keys", [part_of("other"), part_of("lookup"), part_of(None, "result"), {"complete": False}]
)
def test_an_answer_to_a_part_or_one_broken_off_has_no_score(tmp_path: Path, keys: dict[str, object]) -> None:
    session = saved_session(tmp_path, scored(verdict=Verdict.MISSED))
    session.document["takes"][0].update(keys)
    change(session)
    ((attempt,),) = [record.attempts for record in read_past(tmp_path).sessions]
    assert attempt.score is None
    assert len(attempt.marks) == (keys == part_of("lookup")), "what nobody asked for was not missed"


def test_ratings_and_plans_that_say_nonsense_are_passed_over(tmp_path: Path) -> None:
    session = saved_session(tmp_path, scored())
    ratings = [7, {}, {"number": [], "attempt": 1, "rating": 3}, {"number": 1, "attempt": 1, "rating": True}]
    change(
        session, self_ratings=ratings, plan={"questions": [{"id": [], "topic": "T"}, {"id": "x", "topic": 1}]}
    )
    (attempt,) = read_past(tmp_path).attempts()
    assert (attempt.self_rating, attempt.topic) == (None, "hash-map")
    change(session, self_ratings="five")
    session.rate(1, 2)
    assert read_past(tmp_path).attempts()[0].self_rating == 2


def test_sessions_come_oldest_first_and_can_be_cut(tmp_path: Path) -> None:
    later, earlier = (saved_session(tmp_path, scored(), day=day) for day in (3, 1))
    assert [one.id for one in read_past(tmp_path).sessions] == [earlier.id, later.id]
    since = (FIRST_DAY + timedelta(days=2)).date()
    assert [one.id for one in read_past(tmp_path, since=since).sessions] == [later.id]
    assert len(read_past(tmp_path, latest=1).sessions) == 1


def test_what_was_answered_again_since_is_found_in_an_older_session(tmp_path: Path) -> None:
    session = saved_session(tmp_path, scored("one", score=20), scored("two"), day=1)
    session.begin_take(1, "one", attempt=2)
    session.note_answer(1, text="words", warning=None, attempt=2)
    session.save_result(1, scored("one", score=80), attempt=2)
    session.document["takes"][-1]["begun"] = on_day(5).isoformat()
    change(session)
    (record,) = read_past(tmp_path, since=on_day(3).date()).sessions
    assert (record.created, record.asked) == (on_day(1), ("one",))
    assert [(one.question_id, one.score) for one in record.attempts] == [("one", 80)]
    assert read_past(tmp_path, since=on_day(6).date()) == Past()


def test_a_session_that_does_not_say_when_is_of_the_day_in_its_name(tmp_path: Path) -> None:
    session = saved_session(tmp_path, scored())
    del session.document["takes"][0]["begun"]
    change(session, created="yesterday")
    (record,) = read_past(tmp_path).sessions
    assert f"{record.created:%Y-%m-%d}" == session.id[:10]
    assert record.attempts[0].when == record.created


def _empty(path: Path) -> None:
    path.write_text("")


def _newer(path: Path) -> None:
    path.write_text('{"schema_version": 99}')


def _wrong_verdict(path: Path) -> None:
    document = json.loads(path.read_text())
    document["findings"][0]["verdict"] = "splendid"
    path.write_text(json.dumps(document))


def _no_number(path: Path) -> None:
    path.write_text(path.read_text().replace('"score": 50.0', '"score": NaN'))


@pytest.mark.parametrize("spoil", [_empty, _newer, _wrong_verdict, _no_number])
def test_a_damaged_result_is_named_and_costs_itself_alone(tmp_path: Path, spoil: Any) -> None:
    session = saved_session(tmp_path, scored("one"), scored("two"))
    spoil(session.folder / "01-one.take1.json")
    past = read_past(tmp_path)
    assert [one.question_id for one in past.attempts()] == ["two"]
    (damaged,) = past.damaged
    assert damaged.name == session.id
    assert "01-one.take1.json" in damaged.reason


def test_a_damaged_session_is_named_and_costs_itself_alone(tmp_path: Path) -> None:
    broken, whole = saved_session(tmp_path, scored()), saved_session(tmp_path, scored())
    _empty(broken.folder / "session.json")
    past = read_past(tmp_path)
    assert [one.id for one in past.sessions] == [whole.id]
    assert [one.name for one in past.damaged] == [broken.id]


def test_a_result_outside_of_its_folder_is_not_read(tmp_path: Path) -> None:
    session = saved_session(tmp_path / "recordings", scored())
    shutil.copy(session.folder / "01-hash-map.take1.json", tmp_path / "secret.json")
    session.document["takes"][0]["result"] = "../../secret.json"
    change(session)
    past = read_past(tmp_path / "recordings")
    assert past.attempts() == ()
    assert "outside its folder" in past.damaged[0].reason


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    assert read_past(tmp_path / "none") == read_past(tmp_path) == Past()


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(SessionError, match="cannot be read: Permission denied"):
        read_past(tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return saved_session(tmp_path_factory.mktemp("recordings"), scored("one"), scored("two"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["session.json", "takes", "01-one.take1.json", "findings"]),
    st.sampled_from(
        [
            "created",
            "plan",
            "status",
            "self_ratings",
            "number",
            "attempt",
            "question_id",
            "begun",
            "part",
            "complete",
            "outcome",
            "result",
            "recording",
            "text",
            "content",
            "key_point",
            "claim",
            "verdict",
        ]
    ),
    JSON,
)
def test_nonsense_in_any_place_is_named_or_does_no_harm(
    kept: Session, where: str, key: str, value: Any
) -> None:
    name = where if where.endswith(".json") else {"takes": "session.json"}.get(where, "01-one.take1.json")
    path = kept.folder / name
    before = path.read_text()
    try:
        document = json.loads(before)
        (document if where == name else document[where][0])[key] = value
        path.write_text(json.dumps(document))
        past = read_past(kept.folder.parent)
        assert past.damaged or len(past.sessions) == 1
    finally:
        path.write_text(before)
