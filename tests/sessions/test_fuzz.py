"""Session files that anybody or anything may have changed, through the command line: no traceback, ever."""

from __future__ import annotations

import io
import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sessions.gold import GOLD, SESSION, SPOKEN, copy_gold
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.packaged import packaged_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANK = "a small bank"
COMMANDS = (
    ["replay", "last", "--no-audio"],
    ["replay", "last", "--json"],
    ["explain", "last", "--judge", "none", "--bank", BANK],
    ["explain", "last", "--judge", "none", "--json", "--bank", BANK],
    ["report", "last", "--audio", "none"],
    ["report", "--all"],
    ["sessions"],
    ["sessions", "--json"],
    [
        "resume",
        "last",
        "--typed",
        "--no-speech",
        "--judge",
        "none",
        "--transcriber",
        "sidecar",
        "--bank",
        BANK,
    ],
)

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 1e308, -1e308, 0, "../../x", "/etc/passwd", "\0", "\ud800", "2", [], {}])
    | st.floats(allow_nan=True)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON document, and of each list only the first and the last."""
    if path:
        yield path
    if isinstance(document, dict):
        for key, value in document.items():
            yield from places(value, (*path, key))
    elif isinstance(document, list):
        for index in sorted({0, len(document) - 1}) if document else ():
            yield from places(document[index], (*path, index))


CONTENT = {name: json.loads((GOLD / name).read_text(encoding="utf-8")) for name in (SESSION, SPOKEN)}
CONTENT[SESSION]["status"] = "running"  # so that it can be resumed
_NOTHING = object()
PLACES = [(name, path) for name in CONTENT for path in places(CONTENT[name])]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questions of the session alone, for the whole bank takes long to read."""
    whole = json.loads(packaged_path("questions.json").read_text(encoding="utf-8"))
    asked = {question["id"] for question in CONTENT[SESSION]["plan"]["questions"]}
    whole["questions"] = [question for question in whole["questions"] if question["id"] in asked]
    whole["roles"] = [role for role in whole["roles"] if role["id"] == "ml-engineer"]
    path = tmp_path_factory.mktemp("bank") / "bank.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def _fresh(recordings: Path) -> Path:
    shutil.rmtree(recordings)
    recordings.mkdir()
    return copy_gold(recordings)


def _spoil(recordings: Path, name: str, path: tuple[Any, ...], value: Any) -> None:
    """A fresh session in which one place holds `value`, or nothing at all."""
    document = json.loads(json.dumps(CONTENT[name]))
    *above, last = path
    parent = document
    for step in above:
        parent = parent[step]
    if value is _NOTHING:
        del parent[last]
    else:
        parent[last] = value
    (_fresh(recordings) / name).write_text(json.dumps(document), encoding="utf-8")


def _run(recordings: Path, command: list[str], bank: Path) -> None:
    """Run it as in a terminal that knows only UTF-8; nothing unforeseen happens."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(""))
        command = [str(bank) if word == BANK else word for word in command]
        code = run([*command, "--recordings", str(recordings)])
        out.flush()
        err.flush()
    shown = err.buffer.getvalue().decode()
    assert code != ExitCode.UNEXPECTED, shown
    assert "Traceback" not in shown
    if code == ExitCode.BAD_INPUT:
        # What is wrong, and what to do.
        assert len(shown.splitlines()) >= 2


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_sound_session_goes_through_every_command(
    recordings: Path, bank: Path, command: list[str]
) -> None:
    _fresh(recordings)
    _run(recordings, command, bank)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        (SESSION, ("name",), "\ud800"),
        (SESSION, ("takes", 0, "text"), "\udcef"),
        (SESSION, ("takes", 4, "number"), 10**400),
        (SPOKEN, ("content",), None),
        (SPOKEN, ("content", "score"), 10**400),
        (SPOKEN, ("findings", 0, "claim"), "\ud800"),
        (SPOKEN, ("findings", 0, "start"), "soon"),
        (SPOKEN, ("delivery", "pace", "words_per_minute"), "fast"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_was_a_crash_once(
    recordings: Path, bank: Path, name: str, path: tuple[Any, ...], value: Any, command: list[str]
) -> None:
    _spoil(recordings, name, path, value)
    _run(recordings, command, bank)


@given(place=st.sampled_from(PLACES), value=VALUES, remove=st.booleans(), command=st.sampled_from(COMMANDS))
@settings(
    max_examples=100,
)
def test_any_value_in_any_place(
    recordings: Path,
    bank: Path,
    place: tuple[str, tuple[Any, ...]],
    value: Any,
    remove: bool,
    command: list[str],
) -> None:
    _spoil(recordings, *place, _NOTHING if remove else value)
    _run(recordings, command, bank)


@given(
    name=st.sampled_from([SESSION, SPOKEN]),
    start=st.floats(0, 1),
    length=st.integers(0, 40),
    put=st.binary(max_size=8),
    command=st.sampled_from(COMMANDS),
)
@settings(max_examples=20)
def test_any_bytes_in_any_place(
    recordings: Path,
    bank: Path,
    name: str,
    start: float,
    length: int,
    put: bytes,
    command: list[str],
) -> None:
    whole = json.dumps(CONTENT[name], indent=2).encode()
    at = int(start * len(whole))
    (_fresh(recordings) / name).write_bytes(whole[:at] + put + whole[at + length :])
    _run(recordings, command, bank)
