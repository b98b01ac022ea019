"""One saved take → what the page says about it."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from voiceprep.reports.delivery import measured_lines, unmeasured_lines
from voiceprep.reports.delivery_data import delivery_data
from voiceprep.reports.report_data import FindingData, Run, TakeData
from voiceprep.reports.star_data import star_data
from voiceprep.reports.terminal import clock
from voiceprep.reports.verdicts import LABELS, percent
from voiceprep.scoring.doubt import remark
from voiceprep.scoring.recitation import sounds_memorised
from voiceprep.values import TYPED, Outcome, Status, Verdict, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceprep.bands import Bands
    from voiceprep.values import Finding, Take

    Marked = tuple[FindingData, tuple[int, int]]
    """What is shown of a finding, and the word range of its quote within the transcript."""

_IMPORTANCE = {1.0: "nice to have", 2.0: "important", 3.0: "essential"}
"""Weight in the bank → what it is called (docs/scoring.md)."""
_SET_ASIDE: Mapping[str, str] = {
    Outcome.SKIPPED: "Skipped, so there is no score.",
    Outcome.ABANDONED: "The question was asked again, so this attempt has no score.",
}
NO_COUNT = "It counts in no average."


def take_data(take: Take, *, key: str, title: str, bands: Bands, no_sound: str | None) -> TakeData:
    """Everything that is shown of a take that was assessed."""
    words = () if take.transcript is None else take.transcript.words
    marked = tuple(marks(take.findings, words))
    shown = tuple(one for one, _ in marked)
    scored = take.content is not None
    return TakeData(
        key=key,
        title=title,
        state="scored" if scored else "unscored",
        headline=f"Content {take.content:.0f} of 100"
        if scored
        else f"No score: {take.reason or 'this answer could not be assessed.'}",
        content=take.content,
        counts=_counts(take.findings),
        length=clock(take.seconds),
        remarks=tuple(_remarks(take)),
        runs=tuple(runs(words, marked)),
        findings=shown,
        star=None if take.star is None else star_data(take.star, words, _advice(take)),
        delivery=None
        if take.delivery is None
        else delivery_data(take.delivery, bands, lines=tuple(measured_lines(take.delivery))),
        feedback=tuple(_feedback(take)),
        not_judged=tuple(_not_judged(take, shown)),
        no_sound=no_sound,
    )


def aside_data(headline: str, *, key: str, title: str, state: str, text: str | None) -> TakeData:
    """A take without a result: skipped, damaged, or not scored yet."""
    words = tuple(Word(part) for part in (text or "").split())
    return TakeData(
        key=key,
        title=title,
        state=state,
        headline=headline,
        content=None,
        counts="",
        length="",
        remarks=(),
        runs=(Run(words, (), (), None),) if words else (),
        findings=(),
        star=None,
        delivery=None,
        feedback=(),
        not_judged=(),
        no_sound=None,
    )


def why_set_aside(outcome: str) -> str:
    """Why a take has no score that was not to have one; `outcome` as session.json says it."""
    return _SET_ASIDE.get(outcome, f"Set aside ({outcome}), so there is no score.")


def marks(findings: Sequence[Finding], words: Sequence[Word]) -> Iterator[Marked]:
    """In the order they are shown, each with the word range of its quote, within the transcript."""
    order = list(LABELS)
    ordered = sorted(findings, key=lambda one: (order.index(one.verdict), -one.weight))
    for number, one in enumerate(ordered, start=1):
        first, last = one.words or (0, 0)
        first, last = max(0, first), min(len(words), last)
        said = tuple(words[first:last])
        timed = one.start is not None and one.end is not None
        shown = FindingData(
            number=number,
            label=LABELS[one.verdict],
            claim=one.claim,
            importance=_IMPORTANCE.get(one.weight, f"weight {one.weight:g}"),
            # Of an unsure one the probability is that it was said after all.
            sure="" if one.verdict is Verdict.UNSURE else f"{percent(one.probability)} sure",
            quote=one.quote,
            words=said if " ".join(word.text for word in said) == one.quote else (),
            reason=one.reason,
            start=one.start if timed else None,
            end=one.end if timed else None,
            when=f"{clock(one.start)} to {clock(one.end)}" if timed else None,
        )
        yield shown, (first, last)


def runs(words: Sequence[Word], marked: Sequence[Marked]) -> Iterator[Run]:
    """The transcript, cut where the evidence changes."""
    ranges = {one.number: at for one, at in marked}
    labels = {one.number: one.label for one, _ in marked}
    evidence: list[list[int]] = [[] for _ in words]
    for number, (first, last) in ranges.items():
        for index in range(first, last):
            evidence[index].append(number)
    opened: dict[int, list[int]] = {}
    for number, (first, last) in ranges.items():
        if first < last:
            opened.setdefault(first, []).append(number)
    for numbers, run in groupby(range(len(words)), key=evidence.__getitem__):
        indices = list(run)
        first_number = min(numbers, default=None)
        yield Run(
            words=tuple(words[index] for index in indices),
            findings=tuple(numbers),
            opened=tuple(opened.get(indices[0], ())),
            label=None if first_number is None else labels[first_number],
        )


def _counts(findings: Sequence[Finding]) -> str:
    counts = {verdict: sum(one.verdict is verdict for one in findings) for verdict in Verdict}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)


def _remarks(take: Take) -> Iterator[str]:
    """What makes the result doubtful, or may have kept the answer from one."""
    # Key points that may have been misheard are listed one by one, with what was not judged.
    if (doubts := remark(replace(take, findings=()))) is not None:
        yield doubts
    words = 0 if take.transcript is None else len(take.transcript.words)
    if take.recited is not None and sounds_memorised(take.recited, words):
        yield (
            f"Sounds memorised: {take.recited:.0%} of the words run just as in the model answer. "
            "Say it in your own words."
        )


def _advice(take: Take) -> str | None:
    return None if take.feedback is None else take.feedback.story


def _feedback(take: Take) -> Iterator[str]:
    if take.feedback is not None:
        told = (take.feedback.strength, take.feedback.fix, take.feedback.delivery)
        yield from (line for line in told if line)


def _not_judged(take: Take, findings: Sequence[FindingData]) -> Iterator[str]:
    if take.status is not Status.SCORED:
        yield f"The content of this answer. {NO_COUNT}"
        if take.delivery is None:
            yield "How it was told and spoken."
            return
    for one in findings:
        if one.label.code == Verdict.UNSURE:
            where = "" if one.when is None else f" Listen at {one.when}."
            yield f'Whether you said "{one.claim}": {one.reason}.{where}'
    if take.status is Status.SCORED and take.star is None:
        yield "How the answer is told as a story (STAR): it was not looked at."
    if take.delivery is not None:
        for line in unmeasured_lines(take.delivery):
            yield line[0].upper() + line[1:]
    elif take.transcript is not None and take.transcript.engine == TYPED:
        yield "Pace, pauses and fillers: the answer was typed, so there is no sound to measure."
    else:
        yield "Pace, pauses and fillers: there is no measurement in this result."
