"""What voiceprep remembers between runs: the names of the microphone and the loudspeaker to use."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SettingsError
from voiceprep.storage import expanded, storage_errors, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENVIRONMENT_VARIABLE = "VOICEPREP_SETTINGS"
SCHEMA_VERSION = 1
_DEVICES = ("microphone", "loudspeaker")
_ELSEWHERE = f"Name another file with {ENVIRONMENT_VARIABLE}."


@dataclass(frozen=True, slots=True)
class Settings:
    """The names that are remembered."""

    microphone: str | None = None
    """None for the system's default."""
    loudspeaker: str | None = None
    """None for the system's default."""


def settings_path() -> Path:
    """The file, which need not exist: by environment, else in the user's folder for settings."""
    if named := os.environ.get(ENVIRONMENT_VARIABLE):
        return expanded(named)
    from platformdirs import user_config_path

    return user_config_path("voiceprep", appauthor=False) / "settings.json"


def load_settings() -> Settings:
    """What is remembered; nothing where there is no file. Raises SettingsError for a damaged one."""
    document = _read(settings_path())
    return Settings(**{name: document.get(name) for name in _DEVICES})


def remember_devices(*, microphone: str | None = None, loudspeaker: str | None = None) -> Settings:
    """Remember what is given, and leave the rest. Raises SettingsError and StorageError."""
    given = {"microphone": microphone, "loudspeaker": loudspeaker}
    return _change({name: value for name, value in given.items() if value is not None})


def forget_devices() -> Settings:
    """Go back to the system's defaults. Raises SettingsError and StorageError."""
    return _change(dict.fromkeys(_DEVICES))


def _change(devices: Mapping[str, str | None]) -> Settings:
    path = settings_path()
    # Keys of a newer voiceprep survive.
    document = {"schema_version": SCHEMA_VERSION, **_read(path), **devices}
    with storage_errors(path, elsewhere=_ELSEWHERE):
        path.parent.mkdir(parents=True, exist_ok=True)
    # Where the file is a link, what it points to is written.
    write_json(path.resolve(), document, elsewhere=_ELSEWHERE)
    return load_settings()


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark before it
        document = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as cause:
        raise _damaged(path, f"it cannot be read ({cause})") from cause
    if not isinstance(document, dict):
        raise _damaged(path, "it holds no object")
    version = document.get("schema_version")
    if type(version) is not int or version != SCHEMA_VERSION:
        raise _damaged(path, f"it has schema version {version}, and this voiceprep knows {SCHEMA_VERSION}")
    for name in _DEVICES:
        value = document.get(name)
        if value is not None and not (isinstance(value, str) and value.strip()):
            raise _damaged(path, f'"{name}" is not a name')
    return document


def _finite(text: str) -> float:
    if math.isfinite(number := float(text)):
        return number
    raise ValueError(f"{text} is no number")


def _damaged(path: Path, what: str) -> SettingsError:
    return SettingsError(
        f"The settings in {path} cannot be used: {what}.",
        next_step="Mend the file, or delete it and choose again with: voiceprep devices",
    )
