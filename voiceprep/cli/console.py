"""What reaches the screen. The only module that prints, besides the error boundary."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TextIO

    from rich.console import Console as RichConsole
    from rich.console import ConsoleOptions, RenderableType
    from rich.segment import Segment

_COMMANDS = dict.fromkeys(
    [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Characters → nothing, for `str.translate`."""
LEAST_WIDTH = 20
"""Columns."""
WHENEVER = "Run the command again whenever you like."
"""The next step where the person stopped something that keeps nothing."""


@dataclass(slots=True)
class Console:
    """Human output on stdout, or JSON on stdout and human output on stderr."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False

    def show(self, renderable: RenderableType = "") -> None:
        """Results for people, and what the interviewer says."""
        if isinstance(renderable, str):
            # Plain text: brackets in what people say, name or install are no markup.
            from rich.text import Text

            renderable = Text(renderable)
        self._rich().print(_Harmless(renderable))

    def show_line(self, text: str) -> None:
        """One line of a result, never wrapped or cut."""
        click.echo(harmless(text), err=self.as_json)

    def note(self, text: str) -> None:
        """A remark beside the result, on stderr; nothing when quiet."""
        if not self.quiet:
            click.echo(harmless(text), err=True)

    def warn(self, text: str) -> None:
        """Something the person has to know; shown even when quiet."""
        click.echo(f"voiceprep: {harmless(text)}", err=True)

    def detail(self, text: str) -> None:
        """Only with --verbose."""
        if self.verbose:
            click.echo(harmless(text), err=True)

    def json(self, document: Mapping[str, Any]) -> None:
        """The machine-readable result, one document."""
        print_json(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))

    def json_results(self, results: Iterable[Mapping[str, Any]], rest: Mapping[str, Any]) -> None:
        """One document with many results, of which only one at a time is held in memory."""
        document = json.dumps({"schema_version": 1, "results": [], **rest}, ensure_ascii=False, indent=2)
        before, after = document.split('"results": []', 1)
        print_json(f'{before}"results": [', nl=False)
        for place, result in enumerate(results):
            text = json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False)
            text = text.replace("\n", "\n    ")
            print_json(f"{',' if place else ''}\n    {text}", nl=False)
        print_json(f"\n  ]{after}")

    def json_line(self, document: Mapping[str, Any]) -> None:
        """One result of a stream, on one line."""
        print_json(json.dumps(document, ensure_ascii=False, allow_nan=False))

    @contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """A moving sign while something takes longer than a moment; silent where nobody watches."""
        if self.quiet or not watched(sys.stderr):
            yield
            return
        from rich.console import Console as RichConsole
        from rich.text import Text

        with RichConsole(stderr=True).status(Text(text)):
            yield

    @contextmanager
    def progress(self, text: str) -> Iterator[Callable[[int, int], None] | None]:
        """A bar to be moved with (done, total); None where nobody watches."""
        if self.quiet or not watched(sys.stderr):
            yield None
            return
        from rich.console import Console as RichConsole
        from rich.progress import Progress

        with Progress(console=RichConsole(stderr=True)) as bars:
            bar = bars.add_task(text, total=None)
            yield lambda done, total: bars.update(bar, completed=done, total=total)

    @contextmanager
    def moving(self) -> Iterator[Callable[[RenderableType], None] | None]:
        """A part of the screen that each call draws anew, gone in the end; None where nothing can move."""
        rich = self._rich()
        if not rich.is_terminal or rich.is_dumb_terminal:
            yield None
            return
        from rich.live import Live

        with Live(console=rich, auto_refresh=False, transient=True) as live:
            yield lambda picture: live.update(picture, refresh=True)

    def size(self) -> tuple[int, int]:
        """Width and height of the screen, in characters."""
        return self._rich().size

    def level(self, seconds: float, decibels: float) -> None:
        """The level bar and the clock while an answer is spoken."""
        if self.quiet or not watched(sys.stderr):
            return
        # -60 dBFS is a quiet room, 0 full scale: 30 marks of 2 dB each.
        marks = max(0, min(30, round((decibels + 60) / 2)))
        clock = f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
        click.echo(f"\r  {clock}  [{'#' * marks:<30}]", nl=False, err=True)

    def countdown(self, seconds_left: int) -> None:
        """The seconds that are left to think, in the place of the level bar; 0 clears them."""
        if self.quiet or not watched(sys.stderr):
            return
        if seconds_left > 0:
            click.echo(f"\r  {seconds_left // 60}:{seconds_left % 60:02d} ", nl=False, err=True)
        else:
            self.level_done()

    def level_done(self) -> None:
        """Clear the level bar."""
        if not self.quiet and watched(sys.stderr):
            click.echo("\r" + " " * 45 + "\r", nl=False, err=True)

    def _rich(self) -> RichConsole:
        from rich.console import Console as RichConsole

        rich = RichConsole(stderr=self.as_json, highlight=False, soft_wrap=False)
        # Some environments set COLUMNS to 0, and rich then shows nothing at all.
        rich.width = max(rich.width, LEAST_WIDTH)
        return rich


class _Harmless:
    """A renderable whose texts cannot command the terminal; its own colours stay."""

    def __init__(self, renderable: RenderableType) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: RichConsole, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))


def watched(stream: TextIO | None) -> bool:
    """Whether a person sits at it. Python has no such stream at all where it was closed (`2>&-`)."""
    return stream is not None and stream.isatty()


def can_ask() -> bool:
    """Whether a person can be asked something: for that Python wants all three streams."""
    return watched(sys.stdin) and None not in (sys.stdout, sys.stderr)


def print_json(text: str, *, nl: bool = True) -> None:
    """Write JSON for a program to read: always UTF-8, whatever the encoding of everything else is.

    What UTF-8 cannot hold (bytes of file names that are none) becomes an escape, which is JSON's own.
    """
    if watched(sys.stdout):
        click.echo(text, nl=nl)
    else:
        click.echo(text.encode("utf-8", "backslashreplace"), nl=nl)


def harmless(text: str) -> str:
    """Without control characters but tab and newline, and without marks that turn the direction of writing.

    Sessions, names and files may come from strangers: an escape sequence in them could rewrite the screen.
    """
    return text.translate(_COMMANDS)


def counted(number: int, noun: str) -> str:
    """Such as one file, two files."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def size_of(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
