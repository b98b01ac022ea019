"""Public sets of a few lines, in the form of the real ones, and a judge one can follow."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from benchmarks.judging import items
from voiceprep.judging.interface import Claim, Judgement
from voiceprep.judging.lexical import content_stems, recall

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from voiceprep.values import Word

SUBJECTS = {
    "scientsbank": {
        "seed": "The seed coat protects the seed until the plant begins to grow.",
        "vinegar": "Vinegar reacts with chalk and the reaction makes bubbles of gas.",
    },
    "beetle": {
        "bulb": "The bulb lights because the battery pushes current around a closed path.",
        "magnet": "Magnets attract the iron nail through a thin sheet of paper.",
    },
    "saf": {
        "router": "A router forwards packets by the longest prefix in its table.",
        "window": "The receiver opens its sliding window after reading bytes from the buffer.",
    },
}
"""Set → subject → reference."""
_DENIALS = {"not", "no", "never", "wrong"}


class RecallJudge:
    """States what share of the claim's words of content was said; the opposite where somebody denies."""

    identity = "recall"

    def load(self) -> None:
        """Nothing to load."""

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        said = content_stems(" ".join(word.text for word in answer))
        return [_judgement(recall(content_stems(c.text), said), set(said), bool(answer)) for c in claims]


def _judgement(share: float, said: set[str], spoken: bool) -> Judgement:
    states, opposite = (0.1 * share, 0.9 * share) if said & _DENIALS else (0.9 * share, 0.1 * share)
    return Judgement(states, 0.0, opposite, 1.0 - share, words=(0, 1) if spoken else None)


def save_shared(folder: Path) -> Path:
    """SciEntsBank, Beetle, SAF and ArgKP of a few rows each, and people who say what they are said to say."""
    (folder / "judging").mkdir()
    (folder / "answers").mkdir()
    lines = (items.OWN / "people.jsonl").read_text(encoding="utf-8").splitlines()
    people = "".join(f"{json.dumps(_person(json.loads(line)))}\n" for line in lines)
    (folder / "answers/human_answers.jsonl").write_text(people, encoding="utf-8")
    for name in ("scientsbank", "beetle"):
        _save(folder / f"judging/graded_{name}.jsonl.gz", map(json.dumps, _graded(name)))
    _save(folder / "judging/graded_saf_en.jsonl.gz", map(json.dumps, _networks()))
    _save(folder / "judging/argkp.tsv.gz", ["argument\tkey_point\tlabel\tsplit", *_arguments()])
    return folder


def _person(entry: Mapping[str, Any]) -> dict[str, str]:
    said = [point["claim"] for point in entry["points"] if point["label"] == "states"]
    return {"id": entry["id"], "answer": " ".join(said)}


def _graded(name: str) -> Iterable[dict[str, object]]:
    for subject, reference in SUBJECTS[name].items():
        words = reference.rstrip(".").split()
        for split, ending in (("unseen-answers", "."), ("train", " I think.")):
            for label, text in (
                ("correct", f"I say that {reference.rstrip('.').lower()}"),
                ("correct", f"Well, {' '.join(words[: len(words) - 2]).lower()} as I said"),
                ("contradictory", f"It is not so that {' '.join(words[:6]).lower()}"),
                ("incorrect", f"Something about a {subject} happens there"),
            ):
                yield {
                    "qid": f"{name}-{subject}",
                    "question": f"What happens with the {subject}?",
                    "reference": reference,
                    "answer": text + ending,
                    "label": label,
                    "label5": label,
                    "score": float(label == "correct"),
                    "split": split,
                }


def _networks() -> Iterable[dict[str, object]]:
    for subject, reference in SUBJECTS["saf"].items():
        words = reference.rstrip(".").split()
        for label, score in (("Correct", 1.0), ("Partially correct", 0.5), ("Incorrect", 0.0)):
            said = " ".join(words[: 2 + int(score * len(words))])
            yield {
                "qid": f"saf-{subject}",
                "question": f"Explain the {subject}.",
                "reference": reference,
                "answer": f"So in my view it is like this: {said}.",
                "label": label,
                "score": score,
                "split": "unseen_answers",
            }


def _arguments() -> Iterable[str]:
    for subject, reference in SUBJECTS["beetle"].items():
        for split in ("train", "dev"):
            yield f"I find in {split} that {reference}\t{reference}\tentailment\t{split}"
            yield f"A {subject} in {split} is nice to have.\t{reference}\tnot_entailment\t{split}"


def _save(path: Path, lines: Iterable[str]) -> None:
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
