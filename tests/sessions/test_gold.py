"""What was written once loads for ever: the sessions in `gold`, and steps from form to form."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voiceprep.audio.decode import decode
from voiceprep.errors import SessionError
from voiceprep.json_form import SCHEMA_VERSION, take_to_json
from voiceprep.sessions import documents
from voiceprep.sessions.migrations import SESSIONS, TAKES, UnknownVersion, migrated
from voiceprep.sessions.store import Session, open_session
from voiceprep.values import Verdict

GOLD = Path(__file__).parent / "gold"
(ONE,) = (GOLD / "v1").iterdir()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A copy of the session of version 1 that may be written to."""
    shutil.copytree(ONE, tmp_path / ONE.name)
    return open_session(tmp_path, "last")


def test_there_is_gold_of_every_version() -> None:
    assert {path.name for path in GOLD.glob("v*")} == {f"v{one + 1}" for one in range(SCHEMA_VERSION)}


def test_every_step_up_to_today_is_there() -> None:
    assert set(SESSIONS) == set(TAKES) == set(range(1, SCHEMA_VERSION))


def test_the_session_of_version_1_says_what_it_said_then() -> None:
    session = open_session(GOLD, str(ONE))
    assert session.document["status"] == "finished"
    assert (session.name, session.tags) == (None, ())
    told = [(saved.number, saved.attempt, saved.outcome, saved.damage) for saved in session.takes()]
    assert told == [
        (1, 1, "abandoned", None),
        (1, 2, None, None),
        (2, 1, "skipped", None),
        (3, 1, None, None),
        (3, 2, None, None),
    ]
    typed, spoken = (saved for saved in session.takes() if saved.take is not None)
    assert typed.take is not None
    assert spoken.take is not None
    assert typed.text is not None
    assert typed.text.startswith("One is data drift")
    assert (typed.take.content, spoken.take.content) == (16.7, 1.5)
    (covered,) = (f for f in typed.take.findings if f.verdict is Verdict.COVERED)
    assert covered.key_point == "data-drift"
    assert spoken.take.transcript is not None
    assert spoken.take.transcript.words[0].start is not None
    assert spoken.take.delivery is not None
    assert spoken.take.delivery.fillers.sounds == 0
    assert spoken.recording is not None
    assert decode(spoken.recording).seconds == pytest.approx(0.2)


def test_results_are_written_as_they_were_read(session: Session) -> None:
    """Load, save: not a key changes, also of what a newer voiceprep or the person added anywhere."""
    (path,) = session.folder.glob("03-*.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    document["mood"] = {"before": "nervous"}
    document["findings"][1]["seen_by_coach"] = True
    document["delivery"]["pauses"]["loudest"] = 3
    document["transcript"]["words"][5]["speaker"] = "a"
    path.write_text(json.dumps(document))
    *_, saved = session.takes()
    assert saved.take is not None
    session.save_result(saved.number, saved.take, attempt=saved.attempt)
    # What version 1 did not look for when this was written says that nothing is known of it.
    document["sound"]["damage"] = None
    assert json.loads(path.read_text(encoding="utf-8")) == document


def test_a_result_that_changed_replaces_the_old_one(session: Session) -> None:
    *_, saved = session.takes()
    assert saved.take is not None
    new = replace(saved.take, findings=saved.take.findings[:2], versions={"scorer": "99"}, delivery=None)
    path = session.save_result(saved.number, new, attempt=saved.attempt)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written == {"schema_version": 1, **take_to_json(new)}


def test_the_first_sessions_of_version_1_had_fewer_keys(session: Session) -> None:
    path = session.folder / "session.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for key in ("name", "tags"):
        del document[key]
    for entry in document["takes"]:
        del entry["complete"], entry["outcome"]
    path.write_text(json.dumps(document))
    (result,) = session.folder.glob("03-*.json")
    take = json.loads(result.read_text(encoding="utf-8"))
    for key in ("sound", "star", "delivery"):
        del take[key]
    del take["content"]["recited"], take["feedback"]["story"], take["feedback"]["delivery"]
    result.write_text(json.dumps(take))
    older = open_session(session.folder.parent, "last")
    assert (older.name, older.tags) == (None, ())
    assert [saved.complete for saved in older.takes()] == [True] * 5
    assert [saved.damage for saved in older.takes()] == [None] * 5
    older.tag(["old"])
    assert open_session(session.folder.parent, "last").tags == ("old",)


def _one_more(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "steps": [*document.get("steps", []), len(document.get("steps", []))]}


@pytest.mark.parametrize(("version", "steps"), [(1, [0, 1, 2]), (2, [0, 1]), (3, [0]), (4, None)])
def test_each_step_is_taken_once_and_in_order(version: int, steps: list[int] | None) -> None:
    before = {"schema_version": version, "mood": "calm"}
    after = migrated(before, dict.fromkeys((1, 2, 3), _one_more), today=4)
    assert after.get("steps") == steps
    assert (after["schema_version"], after["mood"]) == (4, "calm")
    assert before == {"schema_version": version, "mood": "calm"}


@pytest.mark.parametrize(
    ("version", "newer"), [(5, True), (0, False), (-1, False), ("4", False), (4.0, False), (None, False)]
)
def test_a_version_that_cannot_be_read(version: object, newer: bool) -> None:
    with pytest.raises(UnknownVersion) as caught:
        migrated({"schema_version": version}, {}, today=4)
    assert caught.value.newer == newer


def test_a_damaged_old_form_is_a_damaged_session(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def renaming(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "state": document["no such key"]}

    monkeypatch.setattr(documents, "SESSIONS", {1: renaming})
    monkeypatch.setattr(documents, "migrated", lambda one, steps: migrated(one, steps, today=2))
    with pytest.raises(SessionError, match=r"session\.json is damaged: KeyError"):
        open_session(session.folder.parent, "last")
