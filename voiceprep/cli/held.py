"""How an interview is held, kept in its session so that `resume` goes on in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from voiceprep.cli.room import plays_files
from voiceprep.listening.turn_taking import MIN_PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLAGS = ("typed", "hands_free", "no_speech", "tones", "phrase", "self_rating", "pause")
_SECONDS = {"patience": (MIN_PATIENCE, 60.0), "think": (0.0, 600.0)}
"""Option → the least and the most."""
_FILES = "files that play the microphone"
_TAKEN_BACK_BY = {
    "typed": frozenset({"typed", "hands_free", "patience", "microphones"}),
    "hands_free": frozenset({"hands_free", "typed", _FILES}),
    "patience": frozenset({"patience", "typed", _FILES}),
    "no_speech": frozenset({"no_speech", "voice", "loudspeaker"}),
}
"""Option → those with which the person says otherwise; for all others that is the option itself."""


def held() -> dict[str, Any]:
    """What the running command was told of it, by name."""
    given = _given()
    params = click.get_current_context().params
    kept = {name: params[name] for name in (*_FLAGS, *_SECONDS) if name in given}
    return kept | ({"judge": "none"} if params.get("judge") == "none" else {})


def as_held(options: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the running command; what it was not told is as the plan says that it was held.

    A file may come from anybody, so nothing is taken from it but yes or no, seconds, and that nobody judges.
    """
    document = plan.get("held")
    said = document if isinstance(document, dict) else {}
    given = _given() | ({_FILES} if plays_files(options) else set())
    return {
        **options,
        **{
            name: value
            for name, value in said.items()
            if _fits(name, value) and not given & _TAKEN_BACK_BY.get(name, {name})
        },
    }


def _given() -> set[str]:
    context = click.get_current_context()
    source = context.get_parameter_source
    return {name for name in context.params if source(name) is ParameterSource.COMMANDLINE}


def _fits(name: str, value: object) -> bool:
    if name in _FLAGS:
        return isinstance(value, bool)
    if name in _SECONDS:
        least, most = _SECONDS[name]
        return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
    return name == "judge" and value == "none"
