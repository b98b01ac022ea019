"""The small file of settings: what goes in comes out, what is foreign survives, what is damaged is named."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.errors import ExitCode, SettingsError, StorageError
from voiceprep.settings import (
    ENVIRONMENT_VARIABLE,
    Settings,
    forget_devices,
    load_settings,
    remember_devices,
    settings_path,
)

if TYPE_CHECKING:
    from pathlib import Path

names = st.text(min_size=1).filter(str.strip)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is not there yet, in a folder that is not there yet."""
    path = tmp_path / "settings" / "mine.json"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    return path


def test_nothing_is_remembered_at_first_and_looking_creates_nothing(file: Path) -> None:
    assert load_settings() == Settings()
    assert not file.parent.exists()


def test_the_mark_that_some_editors_put_before_a_text_is_no_damage(file: Path) -> None:
    remember_devices(microphone="headset")
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert load_settings() == Settings("headset")


def test_one_choice_leaves_the_other(file: Path) -> None:
    remember_devices(microphone="headset")
    assert remember_devices(loudspeaker="monitor") == Settings("headset", "monitor")
    assert remember_devices(microphone="laptop") == load_settings() == Settings("laptop", "monitor")
    assert json.loads(file.read_text())["schema_version"] == 1
    assert forget_devices() == load_settings() == Settings()
    assert list(file.parent.iterdir()) == [file]


@given(st.one_of(st.none(), names), st.one_of(st.none(), names))
def test_every_name_comes_back(
    tmp_path_factory: pytest.TempPathFactory, microphone: str | None, loudspeaker: str | None
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path_factory.mktemp("any") / "s.json"))
        remember_devices(microphone=microphone, loudspeaker=loudspeaker)
        assert load_settings() == Settings(microphone, loudspeaker)


@given(st.dictionaries(st.text(), st.recursive(st.integers() | st.text(), st.lists, max_leaves=4)))
def test_unknown_keys_survive(tmp_path_factory: pytest.TempPathFactory, foreign: dict[str, Any]) -> None:
    foreign = {f"later {key}": value for key, value in foreign.items()}
    path = tmp_path_factory.mktemp("foreign") / "s.json"
    path.write_text(json.dumps({"schema_version": 1, **foreign}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT_VARIABLE, str(path))
        remember_devices(microphone="headset")
        forget_devices()
    kept = json.loads(path.read_text())
    assert {key: kept[key] for key in foreign} == foreign


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "cannot be read"),
        (b'{"schema_version": 1, "micro', "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b'{"schema_version": 1, "later": NaN}', "NaN is no number"),
        (b'{"schema_version": 1, "later": 1e999}', "1e999 is no number"),
        (b"[" * 100_000, "cannot be read"),
        (b"[]", "holds no object"),
        (b"{}", "schema version None"),
        (b'{"schema_version": 2}', "schema version 2"),
        (b'{"schema_version": true}', "schema version True"),
        (b'{"schema_version": 1, "microphone": 3}', '"microphone" is not a name'),
        (b'{"schema_version": 1, "loudspeaker": " "}', '"loudspeaker" is not a name'),
    ],
)
def test_a_damaged_file_is_named_and_left_alone(file: Path, content: bytes, fault: str) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    for use in (load_settings, forget_devices, lambda: remember_devices(microphone="headset")):
        with pytest.raises(SettingsError, match=fault) as caught:
            use()
        assert str(file) in caught.value.message
        assert "delete it" in caught.value.next_step
        assert caught.value.exit_code is ExitCode.BAD_INPUT
    assert file.read_bytes() == content


def test_a_folder_in_its_place_is_named(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings()


def test_a_disk_that_fills_up_leaves_the_old_choice(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    remember_devices(microphone="headset")
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StorageError, match="the disk is full"):
            remember_devices(microphone="laptop")
    assert load_settings().microphone == "headset"
    assert list(file.parent.iterdir()) == [file]


def test_a_place_that_cannot_be_written_names_the_variable(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(StorageError, match="permission is denied") as caught:
        remember_devices(microphone="headset")
    assert ENVIRONMENT_VARIABLE in caught.value.next_step
    assert "--recordings" not in caught.value.next_step


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="links")
def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    target = tmp_path / "dotfiles.json"
    target.write_text('{"schema_version": 1}')
    file.symlink_to(target)
    remember_devices(microphone="headset")
    assert file.is_symlink()
    assert json.loads(target.read_text())["microphone"] == "headset"


def test_by_default_it_lies_among_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE)
    assert settings_path().name == "settings.json"
    assert settings_path().parent.name == "voiceprep"
