"""What is printed when an interview ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.builders import question, take
from voiceprep.cli.console import Console
from voiceprep.cli.ending import show_summary
from voiceprep.sessions.store import create_session

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_brackets_in_a_topic_are_no_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They may close what was never opened, which ended an interview as our fault when all was saved."""
    asked = [
        replace(question(name), topic=topic) for name, topic in (("a", "Below [/etc]"), ("b", "[useState]"))
    ]
    session = create_session(tmp_path, role="engineer", plan={}, device={})
    for number, one in enumerate(asked, start=1):
        session.begin_take(number, one.id)
        session.note_answer(number, text="it looks up a key", warning=None)
        session.save_result(number, take(one.id))
    show_summary(session, asked, Console())
    shown = capsys.readouterr().out
    assert "Below [/etc]" in shown
    assert "[useState]" in shown
