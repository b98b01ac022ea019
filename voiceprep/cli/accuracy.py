"""voiceprep accuracy: how good the judge was measured to be."""

from __future__ import annotations

import json
import sys

import click

from voiceprep.cli.console import Console, watched
from voiceprep.cli.options import output_options
from voiceprep.errors import ExitCode
from voiceprep.packaged import packaged_path

CARD = "docs/accuracy.md"
FIGURES = "benchmarks/results/judging.json"


@click.command("accuracy")
@output_options
def command(**output: bool) -> int:
    """Show what the judge was measured to do, on what, and what it cannot judge.

    The page is made by the benchmark (`python -m benchmarks.judging` in a checkout) and ships with this
    version; nothing is measured now.

    \b
    Examples:
      voiceprep accuracy
      voiceprep accuracy | less
      voiceprep accuracy --json
    """
    console = Console(**output)
    if console.as_json:
        console.json(json.loads(packaged_path(FIGURES).read_text(encoding="utf-8")))
        return ExitCode.OK
    page = packaged_path(CARD).read_text(encoding="utf-8")
    if watched(sys.stdout):
        from rich.markdown import Markdown

        console.show(Markdown(page))
    else:
        console.show_line(page.rstrip())
    return ExitCode.OK
