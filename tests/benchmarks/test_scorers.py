"""The baselines are what their names say, with vectors one can work out."""

from __future__ import annotations

import pytest

from benchmarks.judging.items import Item
from benchmarks.judging.scorers import (
    CommonScorer,
    Cosine,
    JudgeScorer,
    Smaller,
    all_scorers,
    content_recall,
    rouge_l,
)
from tests.benchmarks.made_up import RecallJudge
from tests.judging.bag_of_words import BagOfWords
from voiceprep.judging.interface import Claim

REFERENCE = "gradient descent lowers loss"


def _items(*answers: str, reference: str = REFERENCE) -> list[Item]:
    return [Item((Claim(reference),), answer) for answer in answers]


def test_cosine_is_that_of_reference_and_answer() -> None:
    scores = [one.score for one in Cosine(BagOfWords())(_items(REFERENCE, "gradient descent raises bias"))]
    assert scores == pytest.approx([1.0, 0.5])


def test_the_common_scorer_forgets_cosines_up_to_its_threshold() -> None:
    answers = ("gradient descent raises bias", "gradient without other words")
    assert [one.score for one in CommonScorer(BagOfWords())(_items(*answers))] == pytest.approx([0.5, 0.0])


def test_recall_counts_words_of_content_in_any_order() -> None:
    scores = [one.score for one in content_recall(_items("loss lowers", "The descent of gradients.", ""))]
    assert scores == [0.5, 0.5, 0.0]


def test_rouge_l_counts_the_longest_common_order() -> None:
    found = rouge_l(_items(REFERENCE, "loss lowers descent gradient", "", reference=REFERENCE))
    assert [one.score for one in found] == [1.0, 0.25, 0.0]


def test_the_smaller_of_both_puts_an_answer_that_lacks_one_below() -> None:
    whole, part = Smaller(BagOfWords())(_items(REFERENCE, "gradient descent raises bias"))
    assert whole.score > part.score


def test_baselines_take_the_opposite_for_what_is_left() -> None:
    for one in content_recall(_items("gradient descent")):
        assert one.opposite == 1 - one.score
        assert one.outcome is None


def test_a_judge_gives_the_mean_over_the_claims_and_a_verdict_for_one() -> None:
    scorer = JudgeScorer(RecallJudge())
    (alone,) = scorer(_items(REFERENCE))
    assert (alone.score, alone.opposite, alone.outcome) == (0.9, 0.1, "covered")
    (both,) = scorer([Item((Claim(REFERENCE), Claim("cats sleep")), REFERENCE)])
    assert both.score == pytest.approx(0.45)
    assert both.outcome is None


def test_ours_comes_first_and_nothing_is_loaded_yet() -> None:
    assert next(iter(all_scorers())) == "voiceprep"
