"""Sessions on disk: made, written, found again."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import take
from tests.sessions.strategies import TAKES
from voiceprep.errors import SessionError
from voiceprep.sessions import find
from voiceprep.sessions.standing import standing
from voiceprep.sessions.store import Session, create_session, find_recordings, open_session, session_folders
from voiceprep.story import Part
from voiceprep.values import Abstention, AbstentionReason, Outcome, Portion, Status

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.values import Take


def _create(root: Path, role: str = "engineer", **plan: Any) -> Session:
    return create_session(root, role=role, plan=plan, device={"microphone": "none"})


def _made_at(root: Path, name: str, created: str) -> Path:
    """A session as another day left it."""
    folder = root / name
    folder.mkdir(parents=True)
    document = {"schema_version": 1, "id": name, "created": created, "status": "finished", "takes": []}
    (folder / "session.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


# One session


def test_a_new_session_is_on_disk_at_once(tmp_path: Path) -> None:
    session = _create(tmp_path / "deep" / "down", topics=["maps"])
    document = json.loads((session.folder / "session.json").read_text())
    assert document["status"] == "running"
    assert document["plan"] == {"topics": ["maps"]}
    assert document["device"] == {"microphone": "none"}
    assert document["takes"] == []
    assert document["id"] == session.id == session.folder.name
    assert session.id.split("-")[3] == "engineer"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_what_was_said_is_for_its_owner_alone(tmp_path: Path) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q")
    for path in (session.save_result(1, take("q")), session.folder / "session.json"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert session.folder.stat().st_mode & 0o077 == 0, "the voice itself lies there too"


def test_what_an_editor_has_put_a_mark_before_is_read_all_the_same(tmp_path: Path) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q")
    session.save_result(1, take("q"))
    for path in session.folder.glob("*.json"):
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    (saved,) = open_session(tmp_path, "last").takes()
    assert saved.take == take("q")


def test_a_day_of_which_the_system_knows_no_time_zone_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OnWindows(datetime):
        def astimezone(self, tz: Any = None) -> Any:
            raise OSError(22, "Invalid argument")

    folder = _made_at(tmp_path, "1960-01-01-engineer-aaaaaa", "1960-01-01T12:00:00")
    monkeypatch.setattr(find, "datetime", OnWindows)
    assert find.created_at(folder) is None
    assert open_session(tmp_path, "last").folder == folder


def test_the_folder_says_what_it_is_and_the_persons_own_note_stays(tmp_path: Path) -> None:
    _create(tmp_path)
    readme = tmp_path / "README.md"
    assert "Nothing here was sent anywhere" in readme.read_text()
    readme.write_text("My notes.")
    _create(tmp_path)
    assert readme.read_text() == "My notes."


def test_two_sessions_of_a_second_do_not_collide(tmp_path: Path) -> None:
    assert len({_create(tmp_path).id for _ in range(20)}) == 20


def test_an_answer_goes_from_begun_to_noted_to_scored(tmp_path: Path) -> None:
    session = _create(tmp_path)

    def saved() -> Any:
        (only,) = open_session(tmp_path, session.id).takes()
        return only

    recording = session.begin_take(1, "hash-map")
    assert recording == session.folder / "01-hash-map.take1.wav"
    assert (saved().number, saved().attempt, saved().question_id) == (1, 1, "hash-map")
    assert (saved().recording, saved().text, saved().take) == (None, None, None)

    session.note_answer(1, text="it looks up a key", warning=None)
    assert saved().text == "it looks up a key"
    assert json.loads((session.folder / "session.json").read_text())["takes"][0]["recording"] is None

    path = session.save_result(1, take())
    assert path == session.folder / "01-hash-map.take1.json"
    assert saved().take == take()


def test_a_warning_is_kept(tmp_path: Path) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q")
    session.note_answer(1, text=None, warning="The microphone was unplugged.")
    assert open_session(tmp_path, "last").document["takes"][0]["warning"] == "The microphone was unplugged."


def test_what_became_of_a_take_is_kept_beside_what_was_said(tmp_path: Path) -> None:
    session = _create(tmp_path)
    recording = session.begin_take(1, "q")
    recording.write_bytes(b"sound")
    session.note_answer(1, text=None, warning="The microphone was unplugged.")
    session.note_outcome(1, Outcome.ABANDONED)
    session.begin_take(1, "q", attempt=2)
    session.note_outcome(1, Outcome.SKIPPED, attempt=2)
    first, second = open_session(tmp_path, "last").takes()
    assert (first.outcome, first.recording) == ("abandoned", recording)
    assert (second.outcome, second.recording) == ("skipped", None)
    assert session.document["takes"][0]["warning"] == "The microphone was unplugged."


@pytest.mark.parametrize("outcome", [None, "a code of next year"])
def test_takes_of_older_and_newer_versions_are_read(tmp_path: Path, outcome: str | None) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q")
    path = session.folder / "session.json"
    document = json.loads(path.read_text())
    del document["takes"][0]["outcome"]
    if outcome is not None:
        document["takes"][0]["outcome"] = outcome
    path.write_text(json.dumps(document))
    (saved,) = open_session(tmp_path, "last").takes()
    assert saved.outcome == outcome


@pytest.mark.parametrize(
    "part",
    [Portion("And the cause?", 45.0, key_point="cause"), Portion("The result.", 20.0, story=Part.RESULT)],
)
def test_an_answer_to_a_part_is_found_by_those_who_ask_for_parts(tmp_path: Path, part: Portion) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q")
    session.begin_take(1, "q", attempt=2, part=part)
    again = open_session(tmp_path, "last")
    assert [saved.attempt for saved in again.takes()] == [1]
    assert [saved.part for saved in again.takes(parts=True)] == [None, part]


def test_a_part_of_a_newer_version_is_read_as_one_of_which_we_know_nothing(tmp_path: Path) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q", part=Portion("The moral?", 20.0, key_point="moral"))
    document = json.loads((session.folder / "session.json").read_text())
    document["takes"][0]["part"] |= {"key_point": None, "story": "moral", "loudness": 7}
    (session.folder / "session.json").write_text(json.dumps(document))
    (saved,) = open_session(tmp_path, "last").takes(parts=True)
    assert saved.part == Portion("The moral?", 20.0)


def test_of_several_takes_the_latest_whole_one_with_a_score_counts(tmp_path: Path) -> None:
    session = _create(tmp_path)
    silence = Abstention(AbstentionReason.SILENCE, "Nobody spoke.")
    silent = replace(take("q"), status=Status.ABSTAINED, content=None, abstention=silence)
    part = Portion("And that?", 45.0, key_point="lookup")
    takes: list[tuple[Take, bool, Portion | None]] = [
        (take("q"), True, None),
        (take("q"), True, None),
        (silent, True, None),
        (take("q"), False, None),
        (take("q"), True, part),
    ]
    for attempt, (result, complete, asked) in enumerate(takes, start=1):
        session.begin_take(1, "q", attempt=attempt, part=asked)
        session.note_answer(1, text="words", warning=None, complete=complete, attempt=attempt)
        session.save_result(1, result, attempt=attempt)
    counting = standing(session.takes(parts=True))
    assert {number: saved.attempt for number, saved in counting.items()} == {1: 2}


def test_words_that_the_terminal_could_not_decode_are_saved_too(tmp_path: Path) -> None:
    """Python hands such bytes on as lone surrogates; the answer must not be lost over one of them."""
    session = _create(tmp_path)
    session.begin_take(1, "q")
    session.note_answer(1, text="a na\udcefve guess", warning=None)
    (saved,) = open_session(tmp_path, "last").takes()
    assert saved.text is not None
    assert saved.text.endswith("ve guess")


def test_each_attempt_has_its_own_files(tmp_path: Path) -> None:
    session = _create(tmp_path)
    first = session.begin_take(2, "q", attempt=1)
    second = session.begin_take(2, "q", attempt=2)
    assert first != second
    session.save_result(2, take("q", content=10.0), attempt=1)
    session.save_result(2, take("q", content=90.0), attempt=2)
    contents = [saved.take.content for saved in session.takes() if saved.take]
    assert contents == [10.0, 90.0]


def test_the_whole_recording_is_found_and_after_a_crash_the_part(tmp_path: Path) -> None:
    session = _create(tmp_path)
    whole = session.begin_take(1, "q")
    part = whole.with_suffix(".part.wav")
    part.write_bytes(b"half")
    (cut_off,) = open_session(tmp_path, "last").takes()
    assert cut_off.recording == part
    whole.write_bytes(b"all")
    (complete,) = open_session(tmp_path, "last").takes()
    assert complete.recording == whole


@given(st.lists(TAKES, max_size=3))
@settings(deadline=None)  # disks take their time
def test_all_takes_come_back_equal_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, takes: list[Take]
) -> None:
    session = _create(tmp_path_factory.mktemp("recordings"))
    named = [replace(one, question_id="q") for one in takes]
    for number, one in enumerate(named, start=1):
        session.begin_take(number, "q")
        session.save_result(number, one)
    assert [saved.take for saved in open_session(session.folder.parent, "last").takes()] == named


def test_unknown_keys_survive_every_change(tmp_path: Path) -> None:
    session = _create(tmp_path)
    session.begin_take(1, "q")
    path = session.folder / "session.json"
    document = json.loads(path.read_text())
    document["mood"] = {"before": "nervous"}
    document["takes"][0]["stars"] = 4
    path.write_text(json.dumps(document))

    reopened = open_session(tmp_path, session.id)
    reopened.note_answer(1, text="a key", warning=None)
    reopened.set_status("finished")
    again = json.loads(path.read_text())
    assert again["mood"] == {"before": "nervous"}
    assert (again["takes"][0]["stars"], again["takes"][0]["text"]) == (4, "a key")
    assert again["status"] == "finished"


# Where recordings live


def test_each_place_gives_way_to_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEPREP_RECORDINGS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    assert find_recordings().is_absolute()
    assert "voiceprep" in find_recordings().parts
    (tmp_path / "recordings").mkdir()
    assert find_recordings().is_absolute()
    (tmp_path / "recordings" / "README.md").touch()
    assert find_recordings().resolve() == tmp_path / "recordings"
    monkeypatch.setenv("VOICEPREP_RECORDINGS", str(tmp_path / "mine"))
    assert find_recordings() == tmp_path / "mine"
    assert find_recordings(tmp_path / "given") == tmp_path / "given"
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("VOICEPREP_RECORDINGS", "~/mine")
    assert find_recordings() == tmp_path / "mine"


# Finding a session


@pytest.fixture
def three(tmp_path: Path) -> Path:
    _made_at(tmp_path, "2026-03-02-engineer-aaa111", "2026-03-02T09:00:00+00:00")
    _made_at(tmp_path, "2026-03-02-engineer-bbb222", "2026-03-02T08:00:00+00:00")
    _made_at(tmp_path, "2026-01-05-pilot-ccc333", "2026-01-05T08:00:00+00:00")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("last", "2026-03-02-engineer-aaa111"),
        ("2026-03-02-engineer-bbb222", "2026-03-02-engineer-bbb222"),
        ("2026-01", "2026-01-05-pilot-ccc333"),
        ("pilot", "2026-01-05-pilot-ccc333"),
        ("bbb222", "2026-03-02-engineer-bbb222"),
    ],
)
def test_a_session_by_last_id_prefix_or_part(three: Path, name: str, found: str) -> None:
    assert open_session(three, name).id == found


def test_a_session_by_its_path(three: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert open_session(elsewhere, str(three / "2026-01-05-pilot-ccc333")).id == "2026-01-05-pilot-ccc333"


def test_an_ambiguous_name_lists_the_candidates(three: Path) -> None:
    with pytest.raises(SessionError, match='"2026-03" fits 2 sessions') as caught:
        open_session(three, "2026-03")
    assert "aaa111" in caught.value.next_step
    assert "bbb222" in caught.value.next_step
    assert "ccc333" not in caught.value.next_step


def test_a_name_one_gave_that_is_also_a_part_of_another_id_is_not_guessed_at(three: Path) -> None:
    """`forget` would delete the wrong one."""
    open_session(three, "pilot").rename("Engineer")
    with pytest.raises(SessionError, match="fits 3 sessions"):
        open_session(three, "engineer")
    open_session(three, "aaa111").rename("bbb222")
    with pytest.raises(SessionError, match="fits 2 sessions"):
        open_session(three, "bbb222")
    assert open_session(three, "2026-03-02-engineer-bbb222").id == "2026-03-02-engineer-bbb222"


def test_an_empty_name_fits_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where there is but one session, or where one stands in its folder."""
    folder = _made_at(tmp_path, "2026-03-02-engineer-aaa111", "2026-03-02T09:00:00+00:00")
    for place in (tmp_path, folder):
        monkeypatch.chdir(place)
        with pytest.raises(SessionError, match="empty name"):
            open_session(tmp_path, "")


@pytest.mark.parametrize("name", ["zzz", "2026.03", "(", "*", "x" * 5000, "a\0b"])
def test_an_unknown_name_lists_the_latest(three: Path, name: str) -> None:
    with pytest.raises(SessionError, match="There is no session") as caught:
        open_session(three, name)
    assert "aaa111" in caught.value.next_step


@pytest.mark.parametrize("name", ["last", "2026"])
def test_no_sessions_at_all(tmp_path: Path, name: str) -> None:
    with pytest.raises(SessionError, match="no sessions in") as caught:
        open_session(tmp_path / "none", name)
    assert "voiceprep practice" in caught.value.next_step


def test_folders_are_listed_oldest_first_and_strangers_passed_by(three: Path) -> None:
    (three / "holiday photos").mkdir()
    (three / "README.md").touch()
    assert [folder.name[-6:] for folder in session_folders(three)] == ["ccc333", "bbb222", "aaa111"]


def test_the_latest_is_the_latest_across_time_zones(tmp_path: Path) -> None:
    """Clocks go back in autumn, and people travel."""
    _made_at(tmp_path, "2026-10-25-engineer-before", "2026-10-25T02:50:00+02:00")
    after = _made_at(tmp_path, "2026-10-25-engineer-hence", "2026-10-25T02:10:00+01:00")
    assert session_folders(tmp_path)[-1] == after
