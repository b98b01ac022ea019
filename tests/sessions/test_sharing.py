"""A session for somebody else: whole, without names, or without words."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sessions.gold import ID, SESSION, SPOKEN, TYPED, WAV, copy_gold, run_in
from tests.sessions.strategies import TAKES
from voiceprep.errors import ExitCode
from voiceprep.sessions.export import Wanted, export
from voiceprep.sessions.importing import import_sessions
from voiceprep.sessions.sharing import anonymous_session
from voiceprep.sessions.store import create_session, open_session

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.values import Take

SECRETS = ("Ada", "ada", "/home", "Headset", "nervous", "before the real one", "morning", "laptop")


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """The session of gold, named and tagged, from a machine that says much about its owner."""
    root = tmp_path / "recordings"
    folder = copy_gold(root)
    path = folder / SESSION
    document = json.loads(path.read_text(encoding="utf-8"))
    document.update(name="before the real one", tags=["morning"], mood="nervous", owner={"name": "Ada"})
    document["device"] = {"voice": "v", "loudspeaker": "Headset of Ada", "listener": "Headset of Ada"}
    document["plan"]["bank"]["file"] = "bank-of-ada.json"
    document["plan"]["manner"] = "like-ada"
    document["takes"][4]["warning"] = "The microphone was lost after 3 seconds; Headset of Ada is gone."
    path.write_text(json.dumps(document), encoding="utf-8")
    path = folder / TYPED
    result = json.loads(path.read_text(encoding="utf-8"))
    result["versions"].update(
        prompts="like-ada 1234abcd",
        judge=f"nli of-ada-laptop 89abcdef, {result['versions']['judge']}",
        laptop="of Ada",
    )
    path.write_text(json.dumps(result), encoding="utf-8")
    path = folder / SPOKEN
    result = json.loads(path.read_text(encoding="utf-8"))
    result.update(source="/home/ada/x/03-ml-batch-or-real-time.take2.wav", mood="nervous")
    path.write_text(json.dumps(result), encoding="utf-8")
    return root


def _zipped(recordings: Path, *options: str) -> dict[str, str]:
    """Name in the zip → content."""
    out = recordings.parent / "out.zip"
    out.unlink(missing_ok=True)
    assert run_in(recordings, "sessions", "export", "last", "--out", str(out), *options) == ExitCode.OK
    with zipfile.ZipFile(out) as archive:
        return {
            name.removeprefix(f"{ID}/"): archive.read(name).decode("latin-1") for name in archive.namelist()
        }


def test_an_export_is_as_open_to_others_as_any_new_file(recordings: Path) -> None:
    _zipped(recordings)
    other = recordings.parent / "other"
    other.touch()
    assert (recordings.parent / "out.zip").stat().st_mode == other.stat().st_mode


def test_an_export_holds_all_of_the_session_and_nothing_else(recordings: Path) -> None:
    (recordings / ID / ".in-use").touch()
    (recordings / ID / "notes.txt").write_text("about my boss")
    zipped = _zipped(recordings)
    assert {name: text.encode("latin-1") for name, text in zipped.items() if name.endswith(".wav")} == {
        path.name: path.read_bytes() for path in (recordings / ID).glob("*.wav")
    }
    for name in (name for name in zipped if name.endswith(".json")):
        assert json.loads(zipped[name]) == json.loads((recordings / ID / name).read_bytes().decode("latin-1"))
    assert "notes.txt" not in zipped


def test_the_same_session_gives_the_same_bytes(recordings: Path) -> None:
    first = recordings.parent / "a.zip"
    second = recordings.parent / "b.zip"
    assert run_in(recordings, "sessions", "export", "last", "--out", str(first)) == ExitCode.OK
    (recordings / ID / SESSION).touch()
    assert run_in(recordings, "sessions", "export", "last", "--out", str(second)) == ExitCode.OK
    assert first.read_bytes() == second.read_bytes()


def test_the_secrets_are_there_without_anonymous(recordings: Path) -> None:
    """Else the next test proves nothing."""
    told = "".join(_zipped(recordings).values())
    assert [secret for secret in SECRETS if secret not in told] == []


@pytest.mark.parametrize("more", [(), ("--no-transcripts",)])
def test_anonymous_names_nobody_and_no_machine(recordings: Path, more: tuple[str, ...]) -> None:
    zipped = _zipped(recordings, "--anonymous", "--no-audio", *more)
    told = "".join(zipped.values())
    assert [secret for secret in SECRETS if secret in told] == []
    assert not [name for name in zipped if name.endswith(".wav")]
    assert json.loads(zipped[SPOKEN])["versions"]["scorer"]


def test_anonymous_sessions_lie_in_folders_without_names_of_ours(recordings: Path) -> None:
    """A session may have been imported under the name of a person."""
    found = ["2026-11-30-ada-lovelace", "2026-11-30-bob-hope"]
    for name in found:
        shutil.copytree(recordings / ID, recordings / name)
    out = recordings.parent / "all.zip"
    assert run_in(recordings, "sessions", "export", *found, "--anonymous", "--out", str(out)) == ExitCode.OK
    with zipfile.ZipFile(out) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert folders == {ID, f"{ID}-2"}


def test_of_every_key_that_we_write_it_is_decided_whether_it_is_shared(tmp_path: Path) -> None:
    """A key that is new in a session has to be named in `sharing.py`, or here among those kept back."""
    session = create_session(tmp_path, role="engineer", plan={}, device={"listener": "Headset of Ada"})
    session.begin_take(1, "q")
    session.rate(1, 4)
    shared = anonymous_session(session.document)
    assert set(shared) == set(session.document)
    assert set(shared["takes"][0]) == set(session.document["takes"][0])
    assert shared["self_ratings"] == session.document["self_ratings"]
    assert shared["device"] == {}


def test_what_is_anonymous_still_has_words_and_results(recordings: Path, tmp_path: Path) -> None:
    before = [saved.take for saved in open_session(recordings, "last").takes() if saved.take]
    _zipped(recordings, "--anonymous")
    assert run_in(tmp_path / "coach", "sessions", "import", str(tmp_path / "out.zip")) == ExitCode.OK
    session = open_session(tmp_path / "coach", "last")
    after = [saved.take for saved in session.takes() if saved.take]
    assert [one.transcript for one in after] == [one.transcript for one in before]
    assert [one.findings for one in after] == [one.findings for one in before]
    assert session.document["device"] == {}


def _words(text: str) -> set[str]:
    """Runs of four words."""
    words = text.lower().split()
    return {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}


def test_without_transcripts_there_are_verdicts_and_not_a_quote(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    takes = [saved for saved in open_session(recordings, "last").takes() if saved.take or saved.text]
    said = " ".join(saved.text or saved.take.transcript.text for saved in takes)  # type: ignore[union-attr]
    claims = " ".join(f.claim for saved in takes if saved.take for f in saved.take.findings)
    told = "".join(_zipped(recordings, "--no-transcripts", "--no-audio").values()).lower()
    assert [run for run in _words(said) - _words(claims) if run in told] == []
    assert run_in(tmp_path / "coach", "sessions", "import", str(tmp_path / "out.zip")) == ExitCode.OK
    for command in (["replay", "last", "--no-audio"], ["replay", "last", "--json"], ["sessions"]):
        assert run_in(tmp_path / "coach", *command) == ExitCode.OK
    assert "1 covered" in capsys.readouterr().out


def test_answers_to_a_part_are_shared_and_kept_back_like_all_others(recordings: Path) -> None:
    path = recordings / ID / SESSION
    document = json.loads(path.read_text(encoding="utf-8"))
    (entry,) = (one for one in document["takes"] if one["result"] == SPOKEN)
    entry["part"] = {"asked": "And that?", "seconds": 45.0, "key_point": "id", "story": None}
    path.write_text(json.dumps(document), encoding="utf-8")
    whole, wordless = _zipped(recordings), _zipped(recordings, "--no-transcripts")
    assert json.loads(whole[SPOKEN])["transcript"]["text"]
    assert entry["recording"] in whole
    assert json.loads(wordless[SPOKEN])["transcript"] is None


def test_a_damaged_result_stays_behind_and_its_recording_is_scored_elsewhere(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not open_session(recordings, "last").goes_on
    (recordings / ID / SPOKEN).write_text("{")
    assert SPOKEN not in _zipped(recordings)
    said = f"they are damaged, or no answer of the session names them: {ID}/{SPOKEN}."
    assert said in capsys.readouterr().err
    assert run_in(tmp_path / "there", "sessions", "import", str(tmp_path / "out.zip")) == ExitCode.OK
    assert open_session(tmp_path / "there", "last").goes_on


def test_an_export_writes_over_nothing(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = recordings.parent / "out.zip"
    out.write_text("mine")
    assert run_in(recordings, "sessions", "export", "last", "--out", str(out)) == ExitCode.USAGE
    assert "there already" in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_two_sessions_of_one_id_are_not_taken_for_one(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = copy_gold(tmp_path / "others")
    out = tmp_path / "out.zip"
    arguments = ("sessions", "export", "last", str(other), "--out", str(out))
    assert run_in(recordings, *arguments) == ExitCode.USAGE
    assert "have the same id" in capsys.readouterr().err
    assert not out.exists()
    twice = ("sessions", "export", "last", str(recordings / ID), "--out", str(out), "--json")
    assert run_in(recordings, *twice) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["sessions"] == [ID]


@pytest.mark.parametrize("name", [WAV, SPOKEN])
def test_an_export_that_fails_leaves_no_half_zip(
    recordings: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """A link to a file elsewhere, which may be nobody's to see."""
    elsewhere = (recordings / ID / name).rename(tmp_path_factory.mktemp("elsewhere") / name)
    (recordings / ID / name).symlink_to(elsewhere)
    out = recordings.parent / "out.zip"
    assert run_in(recordings, "sessions", "export", "last", "--out", str(out)) == ExitCode.BAD_INPUT
    assert [path.name for path in recordings.parent.iterdir()] == ["recordings"]


@given(st.lists(TAKES, min_size=1, max_size=3))
@settings(max_examples=15)
def test_whatever_was_assessed_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, takes: list[Take]
) -> None:
    root = tmp_path_factory.mktemp("sharing")
    session = create_session(root / "here", role="engineer", plan={}, device={})
    for number, one in enumerate(takes, start=1):
        session.begin_take(number, "q")
        session.save_result(number, replace(one, question_id="q"))
    before = [saved.take for saved in session.takes()]
    for number, wanted in enumerate((Wanted(), Wanted(names=False), Wanted(transcripts=False))):
        export([session], root / f"{number}.zip", wanted=wanted)
        import_sessions(root / f"{number}", root / f"{number}.zip")
        after = [saved.take for saved in open_session(root / f"{number}", "last").takes()]
        if wanted == Wanted():
            assert after == before
        assert [one and (one.status, one.content) for one in after] == [
            one and (one.status, one.content) for one in before
        ]
