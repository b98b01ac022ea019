"""The section on STAR in the accuracy card, from the measured figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGETS = {
    "episode or not: accuracy": 0.9,
    "clauses: macro-F1": 0.75,
    "result present: accuracy": 0.9,
    "number in the result: accuracy": 0.95,
}
"""Figure → what we set out to reach on the held-out answers, at least."""
MAX_SECONDS = 0.1
"""Target for one two-minute answer."""
_SECTION = """\
## STAR: how an answer is told

Made by `{command}` at commit {commit} on {cores} cores with *{reader}*. **We wrote these answers, and we
labelled them**: nobody was interviewed. They show whether the reader follows our own idea of a situation,
a task, an action and a result in answers of our own making. How well it does with real people is not known.

- Trained on {fit[answers]} answers ({fit[clauses]} clauses), measured on {held_out[answers]} others
  ({held_out[clauses]} clauses) of other manners of speaking. No clause is in both, and no weight, cue,
  rule or threshold was chosen on the held-out answers, which were written for this. They were measured
  before: two earlier readers gave 0.821 and 0.817 for the macro-F1, 0.927 and 0.920 for a result present,
  0.900 and 0.893 for a number in it. This reader was chosen on other answers, and is measured here for the
  first time.
- {held_out[jobs_fitted]} of the {held_out[answers]} held-out answers ({jobs:.0%}) are about jobs that
  occur, by the same name, among those trained on, too.
- The clauses measured are the labelled ones. voiceprep cuts its own; each labelled clause gets the part
  that most of its words got.
- What the table names is measured, and nothing else: the kind of answer, the part of each clause, what is
  said of result and lesson, and, where the answer is an episode, whether a situation, a task and an action
  are rightly shown or called not heard, and how many points (of 100) the shares of the four parts are from
  those of the labelled words. The parts' stretches and quotes, their order, and the advice were not measured.
- Of the labelled episodes {told[situation]:.0%} tell a situation, {told[task]:.0%} a task and
  {told[action]:.0%} an action: as often is right who never calls that part missing.
{heard}- Brackets are 95 % bootstrap intervals (500 rounds, whole answers drawn). *Left out* is one answer in
  five of those trained on, read by a network that the others trained. *Keywords* is a list of words, and
  nothing is trained.

{table}
Two labelling passes agree with a Cohen's kappa of {kappa[clause labels]:.3f} on the clauses of the held-out
answers ({fit_kappa[clause labels]:.3f} on {fit_kappa[answers]} of those trained on; the other {single} were
labelled once). {fields}
The second pass did not see the first, but it followed the same guide and was ours too, on answers written
to be clear. So high a figure says that the guide can be applied, not that people at large would agree.

Reading a two-minute answer takes {seconds:.3f} s (target: at most {max_seconds:g} s).

- A task is often implied and a lesson is rare: these two are hard to read, and "I did not hear the
  task" is the advice to doubt first.
- Two stories told in one answer are not told apart: the answer is called an episode, and its parts and shares
  are of both together.
- The shares of 20, 10, 60 and 10 percent are a convention of interview guides. Nothing here shows that they
  make a better answer.
- Whether a result "could be checked" is a guess where it carries no figure. Nobody checks whether it is
  true.
"""


_HEARD = """\
- *Heard* are the same answers, spoken by our own voice and recognised ({errors} of {words} words differ, in
  {minutes:.0f} minutes of sound; `{command}`, commit {commit}). People speak less clearly
  than that voice, and do not read from a text.
"""


def star_section(document: dict[str, Any], heard: dict[str, Any] | None = None) -> str:
    """The section as Markdown; `heard`: the figures of the same answers spoken, where they were measured."""
    agreement = document["agreement"]
    names = ("kind of answer", "result", "number", "checkable", "lesson")
    fields = ", ".join(f"{name} {agreement['held out'][name]:.3f}" for name in names)
    return _SECTION.format(
        **{
            name: document[name]
            for name in ("command", "commit", "cores", "reader", "fit", "held_out", "seconds")
        },
        heard="" if heard is None else _HEARD.format(**heard, minutes=heard["seconds"] / 60),
        table=_table(document, [] if heard is None else heard["figures"]),
        kappa=agreement["held out"],
        fit_kappa=agreement["fit"],
        jobs=document["held_out"]["jobs_fitted"] / document["held_out"]["answers"],
        told=document["held_out"]["told"],
        single=document["fit"]["answers"] - agreement["fit"]["answers"],
        fields=f"Per answer: {fields}.",
        max_seconds=MAX_SECONDS,
    )


def _table(document: dict[str, Any], heard: Sequence[dict[str, Any]]) -> str:
    spoken, keywords = _values(heard), _values(document["figures"]["keywords"])
    lines = ["| figure | held out | target | met | heard | left out | keywords |", "|---" * 7 + "|"]
    for one in document["figures"]["voiceprep"]:
        name = one["name"]
        target = TARGETS.get(name)
        met = "" if target is None else "yes" if round(one["value"], 3) >= target else "**no**"
        shown = f"{one['value']:.3f} [{one['low']:.3f}, {one['high']:.3f}]"
        beside = [
            f"{values[name]:.3f}" if name in values else "-"
            for values in (spoken, document["left_out"], keywords)
        ]
        aim = "" if target is None else f">= {target:.2f}"
        lines.append(f"| {' | '.join([name, shown, aim, met, *beside])} |")
    return "\n".join(lines) + "\n"


def _values(figures: Sequence[dict[str, Any]]) -> dict[str, float]:
    return {one["name"]: one["value"] for one in figures}
