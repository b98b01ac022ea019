"""Session files that anybody or anything may have changed, through the command line: no traceback, ever."""

from __future__ import annotations

import io
import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voiceprep.cli.main import run
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

(GOLD,) = (Path(__file__).parent / "gold" / "v1").iterdir()
SESSION, RESULT = "session.json", "03-ml-batch-or-real-time.take2.json"
COMMANDS = (
    ["replay", "last", "--no-audio"],
    ["replay", "last", "--json"],
    ["explain", "last", "--judge", "none"],
    ["explain", "last", "--judge", "none", "--json"],
    ["sessions"],
    ["sessions", "--json"],
    ["resume", "last", "--typed", "--no-speech", "--judge", "none"],
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


CONTENT = {name: json.loads((GOLD / name).read_text(encoding="utf-8")) for name in (SESSION, RESULT)}
PLACES = [(name, path) for name in CONTENT for path in places(CONTENT[name])]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


def _fresh(recordings: Path) -> Path:
    shutil.rmtree(recordings)
    recordings.mkdir()
    return Path(shutil.copytree(GOLD, recordings / GOLD.name))


def _run(recordings: Path, command: list[str]) -> None:
    """Run it as in a terminal that knows only UTF-8; nothing unforeseen happens."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(""))
        code = run([*command, "--recordings", str(recordings)])
        out.flush()
        err.flush()
    shown = err.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert code != ExitCode.UNEXPECTED, shown
    assert "Traceback" not in shown
    if code == ExitCode.BAD_INPUT:
        # What is wrong, and what to do.
        assert len(shown.splitlines()) >= 2


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_sound_session_goes_through_every_command(recordings: Path, command: list[str]) -> None:
    _fresh(recordings)
    _run(recordings, command)


@given(place=st.sampled_from(PLACES), value=VALUES, remove=st.booleans(), command=st.sampled_from(COMMANDS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_place(
    recordings: Path, place: tuple[str, tuple[Any, ...]], value: Any, remove: bool, command: list[str]
) -> None:
    name, (*above, last) = place
    document = json.loads(json.dumps(CONTENT[name]))
    parent = document
    for step in above:
        parent = parent[step]
    if remove:
        del parent[last]
    else:
        parent[last] = value
    (_fresh(recordings) / name).write_text(json.dumps(document), encoding="utf-8")
    _run(recordings, command)


@given(
    name=st.sampled_from([SESSION, RESULT]),
    start=st.floats(0, 1),
    length=st.integers(0, 40),
    put=st.binary(max_size=8),
    command=st.sampled_from(COMMANDS),
)
@settings(max_examples=20)
def test_any_bytes_in_any_place(
    recordings: Path, name: str, start: float, length: int, put: bytes, command: list[str]
) -> None:
    whole = (GOLD / name).read_bytes()
    at = int(start * len(whole))
    (_fresh(recordings) / name).write_bytes(whole[:at] + put + whole[at + length :])
    _run(recordings, command)
