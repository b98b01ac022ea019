"""A transcript that moves along with its recording, evidence in its colour as it is spoken."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from voiceprep.reports.terminal import LOOKS, clock
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from voiceprep.values import Finding, Take, Word

AHEAD_LINES = 2
"""Lines to come that stay in sight."""
_WEAKEST_FIRST = (Verdict.UNSURE, Verdict.PARTLY, Verdict.COVERED, Verdict.OPPOSITE)
"""Where words are evidence of several points, the last of these colours them."""


def timed(words: Sequence[Word]) -> bool:
    """Whether every word has its time, so that it can be shown when it is heard."""
    return bool(words) and all(word.start is not None for word in words)


def word_at(words: Sequence[Word], position: float) -> int:
    """Index of the word that is spoken at that second, or was last; -1 before the first."""
    starts = [word.start or 0.0 for word in words]
    return bisect_right(starts, position) - 1


def finding_at(findings: Sequence[Finding], position: float) -> Finding | None:
    """The finding whose words were begun last; None before the first."""
    begun = [one for one in findings if one.start is not None and one.start <= position]
    return max(begun, key=lambda one: (one.start or 0.0, one.weight), default=None)


def wrap(words: Sequence[Word], width: int) -> list[tuple[int, int]]:
    """Lines of whole words, as ranges: first, one past the last. A word that is too long has its own."""
    from rich.cells import cell_len

    lines: list[tuple[int, int]] = []
    first, used = 0, 0
    for index, word in enumerate(words):
        length = cell_len(word.text)
        if index > first and used + 1 + length > width:
            lines.append((first, index))
            first, used = index, length
        else:
            used += length + (index > first)
    return [*lines, (first, len(words))] if words else []


def in_sight(lines: Sequence[tuple[int, int]], current: int, height: int) -> tuple[int, int]:
    """Which lines to show so that the word `current` and some of what follows are among them."""
    at = next((number for number, (_, last) in enumerate(lines) if current < last), len(lines) - 1)
    ahead = min(AHEAD_LINES, max(0, height - 1))
    last = min(len(lines), max(height, at + 1 + ahead))
    return max(0, last - height), last


def moving_transcript(take: Take, position: float, *, width: int, height: int) -> Text:
    """The words around the one that is spoken, evidence in its colour from when it is spoken on."""
    from rich.text import Text

    words = () if take.transcript is None else take.transcript.words
    current, styles = word_at(words, position), evidence_styles(take)
    lines = wrap(words, width)
    text = Text()
    first, last = in_sight(lines, max(0, current), height)
    for begin, end in lines[first:last]:
        for index in range(begin, end):
            style = styles.get(index, "default") if index <= current else "bright_black"
            text.append(words[index].text, style=f"reverse {style}" if index == current else style)
            text.append("\n" if index == end - 1 else " ")
    return text


def coloured_transcript(take: Take) -> Text:
    """All words, evidence in its colour."""
    from rich.text import Text

    words, styles = () if take.transcript is None else take.transcript.words, evidence_styles(take)
    text = Text('"', style="italic")
    for index, word in enumerate(words):
        text.append(" " if index else "").append(word.text, style=styles.get(index, ""))
    return text.append('"')


def evidence_styles(take: Take) -> dict[int, str]:
    """Index of a word → the colour of the finding that it is evidence of."""
    styles: dict[int, str] = {}
    count = 0 if take.transcript is None else len(take.transcript.words)
    for verdict in _WEAKEST_FIRST:
        for finding in take.findings:
            if finding.verdict is verdict and finding.words is not None:
                # A damaged file may name words that are not there.
                first, last = max(0, finding.words[0]), min(count, finding.words[1])
                styles.update(dict.fromkeys(range(first, last), LOOKS[verdict][1]))
    return styles


def status_line(position: float, length: float, *, playing: bool) -> Text:
    """Where the recording is, and which keys there are."""
    from rich.text import Text

    state = "playing" if playing else "paused "
    keys = "space pauses, left and right (h, l) jump 5 s, n goes on, q quits"
    return Text(f"{state} {clock(position)} / {clock(length)}   {keys}", style="bright_black")


def finding_line(finding: Finding | None) -> Text:
    """What the words that were spoken last are evidence of."""
    from rich.text import Text

    if finding is None:
        return Text()
    sign, colour = LOOKS[finding.verdict]
    return Text(f"{sign} {finding.verdict}  {finding.claim}", style=colour, overflow="ellipsis", no_wrap=True)
