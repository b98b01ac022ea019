"""Claim and answer pairs for evaluation and for other programs: one JSON object in, one out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.errors import InputError
from voiceprep.judging.interface import Claim, Judge, Judgement
from voiceprep.judging.plain import plain
from voiceprep.questions.claims import split_claims
from voiceprep.scoring.coverage import stated, verdict_of
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def judge_pairs(lines: Iterable[str], judge: Judge, *, source: str) -> Iterator[dict[str, Any]]:
    """One result for each non-empty line, in order.

    A line is `{"claim", "answer"}` or `{"question", "reference", "answer"}`; the reference is split into
    claims. An empty answer is judged like any other: nothing is stated in it. Raises InputError that
    names the line where one is not of either form.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _judge_pair(_parse(line, f"{source}, line {number}"), judge)


def _judge_pair(pair: Mapping[str, str], judge: Judge) -> dict[str, Any]:
    answer = tuple(Word(part) for part in pair["answer"].split())
    question = pair.get("question", "")
    if "claim" in pair:
        (judgement,) = judge.judge([Claim(pair["claim"])], answer, question=question)
        return _result(judgement)
    claims = split_claims(pair["reference"])
    judgements = judge.judge([Claim(claim) for claim in claims], answer, question=question)
    results = [{"claim": claim, **_result(found)} for claim, found in zip(claims, judgements, strict=True)]
    return {"score": round(sum(result["score"] for result in results) / len(results), 6), "claims": results}


def _result(judgement: Judgement) -> dict[str, Any]:
    verdict, _ = verdict_of(judgement)
    return {
        "score": round(stated(judgement), 6),
        "verdict": verdict.value,
        "states": round(judgement.states, 6),
        "partly": round(judgement.partly, 6),
        "opposite": round(judgement.opposite, 6),
        "absent": round(judgement.absent, 6),
    }


def _parse(line: str, where: str) -> dict[str, str]:
    import json

    forms = (
        'Each line must be {"claim": ..., "answer": ...} '
        'or {"question": ..., "reference": ..., "answer": ...}.'
    )
    try:
        pair = json.loads(line)
    except (ValueError, RecursionError) as cause:
        raise InputError(f"{where} is not JSON: {cause}.", next_step=forms) from cause
    if not isinstance(pair, dict):
        raise InputError(f"{where} is not a JSON object.", next_step=forms)
    known = {key: value for key, value in pair.items() if key in {"claim", "question", "reference", "answer"}}
    known = {
        key: value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
        for key, value in known.items()
    }
    if wrong := [key for key, value in known.items() if not isinstance(value, str)]:
        raise InputError(f'{where}: "{wrong[0]}" must be text.', next_step=forms)
    if "answer" not in known or ("claim" in known) == ("reference" in known):
        raise InputError(f"{where} has neither of the two forms.", next_step=forms)
    if not plain(known["claim"] if "claim" in known else known["reference"]):
        raise InputError(
            f"{where} has a claim or reference without words (in Latin letters).", next_step=forms
        )
    return known
