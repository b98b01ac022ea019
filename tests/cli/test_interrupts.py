"""A Ctrl-C that comes where nothing can be raised is not lost, and leaves no trace on the screen."""

from __future__ import annotations

import sys
import time
import weakref

import pytest

from voiceprep.cli.interrupts import let_none_be_lost


class _Thing:
    """Something that weak references can point to."""


def _raised_while_forgotten(error: BaseException) -> None:
    """Raise it in the callback of a weak reference, which Python only prints."""

    def callback(_: object) -> None:
        raise error

    thing = _Thing()
    watch = weakref.ref(thing, callback)
    del thing
    assert watch() is None


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the hook before ours was told."""
    found: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: found.append(unraisable.exc_type))
    let_none_be_lost()
    return found


def test_ctrl_c_in_a_callback_comes_again(told: list[object]) -> None:
    _raised_while_forgotten(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        time.sleep(5)
    assert told == []


def test_anything_else_is_told_as_before(told: list[object]) -> None:
    _raised_while_forgotten(ValueError())
    assert told == [ValueError]
