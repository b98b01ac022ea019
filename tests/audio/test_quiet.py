"""PortAudio's noise is kept from the screen, and nothing else is."""

from __future__ import annotations

import importlib
import os
import threading

import pytest

from voiceprep.audio.quiet import import_sounddevice, quiet_stderr
from voiceprep.errors import MissingError


def test_only_what_is_written_inside_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with quiet_stderr():
        os.write(2, b"noise ")
        with quiet_stderr():
            os.write(2, b"more noise ")
        os.write(2, b"noise ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_threads_do_not_leave_it_mute(capfd: pytest.CaptureFixture[str]) -> None:
    def often() -> None:
        for _ in range(200):
            with quiet_stderr():
                pass

    threads = [threading.Thread(target=often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"audible")
    assert capfd.readouterr().err == "audible"


def test_an_error_inside_comes_out(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), quiet_stderr():
        raise ZeroDivisionError
    os.write(2, b"audible")
    assert capfd.readouterr().err == "audible"


@pytest.mark.parametrize(
    ("cause", "step"),
    [
        (OSError("PortAudio library not found"), "sudo apt-get install libportaudio2"),
        (ModuleNotFoundError("No module named 'sounddevice'"), "pip install sounddevice"),
    ],
)
def test_what_is_missing_has_a_next_step(
    monkeypatch: pytest.MonkeyPatch, cause: Exception, step: str
) -> None:
    def fail(_name: str) -> None:
        raise cause

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(MissingError) as caught:
        import_sounddevice()
    assert step in caught.value.next_step
    assert caught.value.__cause__ is cause
