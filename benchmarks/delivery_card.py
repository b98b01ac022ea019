"""The section on delivery in the accuracy card, from the measured figures."""

from __future__ import annotations

from typing import Any

_COUNTS = ("clips", "seconds", "spoken", "found", "right")
_SECTION = """\
## Delivery: filled pauses

Made by `{command}` at commit {commit} on {cores} cores with *{engine}*. Pace and pauses come from the
recogniser's words and from voice activity and were not compared with a person's counts; only the count of
"um" and "uh" was.

{table}
*Found* counts what voiceprep heard, *right* what the best alignment with the reference puts at the same
place. In recordings without any in their reference (read aloud) everything found is wrong. Recall and
precision of the first row stand beside every count. {turns}

The count adds {added:.0%} to the processor time of the transcription, measured in the same run, and comes
after the spoken feedback. The transcript is finished before it begins and is not changed by it.

- The spontaneous recordings are of one speaker, and the thresholds of the count were chosen with them in
  view, so read the figures as the better end. Other voices were heard in the meetings only.
- A filled pause that is whispered, or drowned in noise, is not counted. Where speech cannot be told from
  other sounds at all, or the room is nearly as loud as the voice, voiceprep gives no count. The recordings
  in noise are counted in this table all the same.
- Repetitions and restarts are counted as far as the recogniser writes them; it smooths some away, and how
  many was not measured. The verbatim turns above are text, where all of them are written.
- Words that fill time ("like", "you know") are told from their other uses by rules on the words beside
  them; how often that is right was not measured.
"""


def over_all(document: dict[str, Any]) -> dict[str, Any]:
    """The rates of all recordings: what is counted where nobody said "um" is wrong, too."""
    parts = document["verbatim"], document["without"]
    counts = {name: sum(one[name] for one in parts) for name in _COUNTS}
    return {
        **counts,
        "seconds": round(counts["seconds"], 1),
        "recall": counts["right"] / counts["spoken"] if counts["spoken"] else None,
        "precision": counts["right"] / counts["found"] if counts["found"] else None,
    }


def delivery_section(document: dict[str, Any]) -> str:
    """The section as Markdown."""
    rows = [
        ("all", over_all(document)),
        ("all with filled pauses in their reference", document["verbatim"]),
        ("all without", document["without"]),
        *((f"kind {kind}", rates) for kind, rates in document["kinds"].items()),
    ]
    table = [
        "| recordings | clips | seconds | spoken | found | right | recall | precision |",
        "|---" * 8 + "|",
    ]
    for name, one in rows:
        counts = " | ".join(str(one[key]) for key in _COUNTS)
        table.append(f"| {name} | {counts} | {_rate(one['recall'])} | {_rate(one['precision'])} |")
    text = document["text"]
    right = text["turns"] - len(text["wrong"])
    turns = (
        f"In text, um, uh and repetitions were counted right in {right} of {text['turns']} verbatim turns."
    )
    return _SECTION.format(
        **{name: document[name] for name in ("command", "commit", "cores", "engine")},
        table="\n".join(table) + "\n",
        turns=turns,
        added=document["added_time"],
    )


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
