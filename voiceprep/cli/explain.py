"""voiceprep explain: how the numbers of a saved session came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import (
    bank_option,
    embedder_option,
    judge_option,
    output_options,
    recordings_option,
)
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.explain import Today
    from voiceprep.reports.explained import Explanation
    from voiceprep.sessions.store import Session


@click.command("explain")
@click.argument("session", default="last")
@click.option("--question", "question", metavar="N|ID", help="Only the answers to this question.")
@bank_option
@judge_option
@embedder_option
@recordings_option
@output_options
def command(
    session: str,
    *,
    question: str | None,
    bank: Path | None,
    judge: str,
    embedder: str,
    recordings: Path | None,
    **output: bool,
) -> int:
    """Show how each number of a saved result came about.

    Every key point from what was measured to its probabilities, verdict, credit and share of the content
    score. SESSION is an id, a part of one, a name of yours, a path, or `last`.
    It works from the saved transcript, needs no
    recording and changes nothing. Where today's judge, scorer or bank is not that of the saved result, both
    results are shown.

    \b
    Examples:
      voiceprep explain
      voiceprep explain last --question 2
      voiceprep explain last --question ml-drift
      voiceprep explain 2026-05-04-ml-engineer-3fa9c1 --json
    """
    from voiceprep.cli.setup import build_judge, calibrations_of
    from voiceprep.explain import Today, explain
    from voiceprep.questions.bank import load_questions
    from voiceprep.reports.coefficients import render_coefficients
    from voiceprep.reports.explanation import render_explanation
    from voiceprep.sessions.store import find_recordings, open_session

    console = Console(**output)
    opened = open_session(find_recordings(recordings), session)
    today = Today(
        bank=load_questions(bank),
        judge=build_judge(judge, embedder=embedder),
        calibrations=calibrations_of(judge),
    )
    explanations = explain(opened, today, question=question)
    console.note(f"Session {opened.id} ({opened.document['status']})")
    for name, identity in today.identities.items():
        console.detail(f"{name.capitalize()}: {identity}")
    shown = []
    for explanation in explanations:
        shown.append(explanation)
        if not console.as_json:
            console.show(render_explanation(explanation))
    if console.as_json:
        console.json(_document(opened, today, shown))
    elif any(explanation.points for explanation in shown):
        console.show(render_coefficients(shown))
    return ExitCode.OK


def _document(session: Session, today: Today, shown: list[Explanation]) -> dict[str, Any]:
    from voiceprep.json_form import SCHEMA_VERSION
    from voiceprep.reports.explanation_json import explanation_to_json

    return {
        "schema_version": SCHEMA_VERSION,
        "session": {"id": session.id, "folder": str(session.folder)},
        "versions": {
            **today.identities,
            "calibration": None if today.calibrations is None else today.calibrations.version,
        },
        "takes": [explanation_to_json(explanation) for explanation in shown],
    }
