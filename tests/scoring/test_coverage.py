"""From four probabilities to verdict, credit, quote and score."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.builders import finding, judgement, key_point, spoken, typed
from voiceprep.judging.interface import Judgement, MaybeSaid
from voiceprep.scoring.coverage import (
    FULL_FROM,
    NOTHING_BELOW,
    OPPOSITE_FROM,
    STEEPNESS,
    content_score,
    credit_of,
    find,
    rule_of,
    share_of,
    stated,
    verdict_of,
)
from voiceprep.values import Finding, Verdict


@st.composite
def _judgements(draw: st.DrawFn) -> Judgement:
    """Any four probabilities that sum to 1."""
    shares = draw(st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any))
    states, partly, opposite, absent = (share / sum(shares) for share in shares)
    return Judgement(states, partly, opposite, absent, words=(0, 1))


MISHEARD = MaybeSaid("bagging", (2, 3))
ROUNDING = 0.11
"""A score has one decimal."""
WEIGHTS = st.floats(0.1, 10)
WEIGHTED = st.lists(st.tuples(_judgements(), WEIGHTS), min_size=1, max_size=9)


def _findings(weighted: list[tuple[Judgement, float]]) -> list[Finding]:
    return [find(key_point(weight=weight), chances, typed("a word")) for chances, weight in weighted]


def _moved(chances: Judgement, source: str, target: str, share: float) -> Judgement:
    """The judgement with that share of one outcome's probability given to another."""
    amount = getattr(chances, source) * share
    changed = {source: getattr(chances, source) - amount, target: getattr(chances, target) + amount}
    return replace(chances, **changed)


# Verdict


@pytest.mark.parametrize(
    ("chances", "verdict", "probability"),
    [
        (judgement(states=1.0), Verdict.COVERED, 1.0),
        (judgement(states=0.5, opposite=0.5), Verdict.COVERED, 0.5),
        (judgement(states=0.5, partly=0.3), Verdict.COVERED, 0.5),
        (judgement(states=0.49, partly=0.11), Verdict.PARTLY, 0.6),
        (judgement(partly=0.5), Verdict.PARTLY, 0.5),
        (judgement(states=0.2, partly=0.2), Verdict.MISSED, 0.6),
        (judgement(), Verdict.MISSED, 1.0),
        (judgement(opposite=0.95, states=0.05), Verdict.OPPOSITE, 0.95),
        (judgement(opposite=OPPOSITE_FROM, states=0.3), Verdict.OPPOSITE, OPPOSITE_FROM),
        (judgement(opposite=OPPOSITE_FROM - 0.01), Verdict.MISSED, 1.0),
        (judgement(states=0.2, partly=0.2, maybe_said=MISHEARD), Verdict.UNSURE, 0.4),
        (judgement(maybe_said=MISHEARD), Verdict.UNSURE, 0.0),
        (judgement(opposite=OPPOSITE_FROM - 0.01, maybe_said=MISHEARD), Verdict.UNSURE, 0.0),
        (judgement(states=0.5, maybe_said=MISHEARD), Verdict.COVERED, 0.5),
        (judgement(partly=0.5, maybe_said=MISHEARD), Verdict.PARTLY, 0.5),
        (judgement(opposite=OPPOSITE_FROM, maybe_said=MISHEARD), Verdict.OPPOSITE, OPPOSITE_FROM),
    ],
)
def test_verdict(chances: Judgement, verdict: Verdict, probability: float) -> None:
    found, certainty = verdict_of(chances)
    assert found is verdict
    assert certainty == pytest.approx(probability)


@given(_judgements())
def test_a_verdict_is_more_likely_right_than_wrong(chances: Judgement) -> None:
    assert 0.5 <= verdict_of(chances)[1] <= 1.0 + 1e-9


@given(_judgements())
def test_a_misheard_term_turns_missed_into_unsure_and_changes_nothing_else(chances: Judgement) -> None:
    before, after = verdict_of(chances)[0], verdict_of(replace(chances, maybe_said=MISHEARD))[0]
    assert after is (Verdict.UNSURE if before is Verdict.MISSED else before)


@given(_judgements(), st.sampled_from([None, MISHEARD]))
def test_the_rule_says_what_was_held_against_which_threshold(
    chances: Judgement, misheard: MaybeSaid | None
) -> None:
    rule = rule_of(replace(chances, maybe_said=misheard))
    assert rule.value == pytest.approx(sum(getattr(chances, name) for name in rule.measured.split(" + ")))
    not_reached = rule.verdict in {Verdict.UNSURE, Verdict.MISSED}
    assert (rule.value >= rule.threshold) != not_reached
    assert verdict_of(replace(chances, maybe_said=misheard)) == (rule.verdict, rule.probability)


# Credit


@pytest.mark.parametrize(
    ("chances", "credit"),
    [
        (judgement(states=1.0), 1.0),
        (judgement(states=FULL_FROM), 1.0),
        (judgement(states=(FULL_FROM + NOTHING_BELOW) / 2), 0.5**STEEPNESS),
        (judgement(states=NOTHING_BELOW), 0.0),
        (judgement(partly=2 * NOTHING_BELOW), 0.0),
        (judgement(), 0.0),
        (judgement(opposite=1.0), -0.5),
        (judgement(opposite=0.95, states=0.05), -0.475),
    ],
)
def test_credit(chances: Judgement, credit: float) -> None:
    assert credit_of(chances) == pytest.approx(credit)


def test_a_part_is_worth_half() -> None:
    assert stated(judgement(states=0.4, partly=0.2)) == pytest.approx(0.5)


@given(_judgements())
def test_a_misheard_term_earns_and_costs_nothing(chances: Judgement) -> None:
    assert credit_of(replace(chances, maybe_said=MISHEARD)) == credit_of(chances)


@pytest.mark.parametrize(
    ("states", "share"),
    [(0.0, 0.0), (NOTHING_BELOW, 0.0), ((NOTHING_BELOW + FULL_FROM) / 2, 0.5), (FULL_FROM, 1.0), (1.0, 1.0)],
)
def test_the_share_runs_from_nothing_to_all(states: float, share: float) -> None:
    assert share_of(judgement(states=states)) == pytest.approx(share)


@given(_judgements())
def test_credit_lies_between_minus_a_half_and_one(chances: Judgement) -> None:
    assert -0.5 <= credit_of(chances) <= 1.0


@pytest.mark.parametrize("source", ["absent", "opposite", "partly"])
@given(chances=_judgements(), share=st.floats(0, 1), others=WEIGHTED, weight=WEIGHTS)
@example(
    chances=judgement(partly=0.41, opposite=0.4), share=0.5, others=[(judgement(states=1), 1.0)], weight=1.0
)
def test_more_of_a_claim_stated_never_lowers_the_score(
    source: str, chances: Judgement, share: float, others: list[tuple[Judgement, float]], weight: float
) -> None:
    fuller = _moved(chances, source, "states", share)
    before = content_score(_findings([*others, (chances, weight)]))
    assert content_score(_findings([*others, (fuller, weight)])) >= before - ROUNDING


@pytest.mark.parametrize("source", ["states", "partly", "absent"])
@given(chances=_judgements(), share=st.floats(0, 1))
def test_the_contrary_never_raises_the_score(source: str, chances: Judgement, share: float) -> None:
    wronger = _moved(chances, source, "opposite", share)
    assert credit_of(wronger) <= credit_of(chances) + 1e-9


def test_the_contrary_is_worse_than_silence() -> None:
    right = (judgement(states=1.0), 1.0)
    wrong, silent = (judgement(opposite=1.0), 1.0), (judgement(), 1.0)
    assert content_score(_findings([right, silent])) == 50.0
    assert content_score(_findings([right, wrong])) == 25.0


# Score


@given(WEIGHTED)
def test_the_score_lies_between_0_and_100(weighted: list[tuple[Judgement, float]]) -> None:
    assert 0.0 <= content_score(_findings(weighted)) <= 100.0


@given(WEIGHTED, st.randoms(use_true_random=False))
def test_the_order_of_the_key_points_does_not_matter(
    weighted: list[tuple[Judgement, float]], random: object
) -> None:
    mixed = list(weighted)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert content_score(_findings(mixed)) == pytest.approx(content_score(_findings(weighted)), abs=ROUNDING)


def test_all_and_nothing() -> None:
    assert content_score([finding(credit=1.0), finding(credit=1.0, weight=3)]) == 100.0
    assert content_score([finding(credit=0.0)]) == 0.0
    assert content_score([finding(credit=-0.5)]) == 0.0


def test_heavier_key_points_count_for_more() -> None:
    assert content_score([finding(credit=1.0, weight=3), finding(credit=0.0, weight=1)]) == 75.0
    assert content_score([finding(credit=1.0, weight=1), finding(credit=0.0, weight=3)]) == 25.0


@given(st.lists(st.tuples(st.floats(-0.5, 1), st.integers(1, 3)), min_size=1), st.sampled_from([2.0, 4.0]))
def test_only_the_proportion_of_the_weights_matters(points: list[tuple[float, int]], factor: float) -> None:
    once = [finding(credit=credit, weight=weight) for credit, weight in points]
    scaled = [finding(credit=credit, weight=weight * factor) for credit, weight in points]
    assert content_score(once) == content_score(scaled)


# Findings


def test_the_quote_is_the_words_of_the_range_with_their_seconds() -> None:
    answer = spoken("well a key finds its value at once", pauses={1: 2.0})
    found = find(key_point(), judgement(states=0.9, words=(1, 5)), answer)
    assert found.quote == "a key finds its"
    assert (found.words, found.start, found.end) == ((1, 5), 2.5, 4.5)


def test_typed_words_have_a_quote_without_seconds() -> None:
    found = find(key_point(), judgement(partly=0.9, words=(0, 2)), typed("a key finds"))
    assert (found.quote, found.start, found.end) == ("a key", None, None)


def test_what_was_missed_has_no_quote() -> None:
    chances = judgement(states=0.1, words=(0, 2), terms_heard=("key",))
    found = find(key_point(), chances, spoken("a key finds"))
    assert found.verdict is Verdict.MISSED
    assert (found.quote, found.words, found.start, found.end) == (None, None, None, None)
    assert "key" not in found.reason


ANSWER = "hash maps are slow and trees are quick"


def test_the_contrary_is_quoted_where_it_was_said_and_not_where_the_claim_was_touched() -> None:
    chances = judgement(opposite=0.9, words=(0, 2), contrary_words=(4, 8))
    found = find(key_point(), chances, spoken(ANSWER))
    assert found.verdict is Verdict.OPPOSITE
    assert (found.quote, found.words) == ("and trees are quick", (4, 8))
    assert (found.start, found.end) == (2.0, 4.0)


def test_a_contrary_without_a_place_has_no_quote() -> None:
    found = find(key_point(), judgement(opposite=0.9, words=(0, 2)), spoken(ANSWER))
    assert (found.verdict, found.quote, found.words) == (Verdict.OPPOSITE, None, None)


@pytest.mark.parametrize(
    "chances", [judgement(states=0.6, opposite=0.4), judgement(partly=0.6, opposite=0.4)]
)
def test_what_is_said_is_quoted_where_it_is_said_though_the_contrary_was_said_too(chances: Judgement) -> None:
    found = find(key_point(), replace(chances, words=(0, 2), contrary_words=(4, 8)), spoken(ANSWER))
    assert found.quote == "hash maps"


def test_what_is_unsure_is_quoted_as_it_was_heard_with_the_second_to_listen_to() -> None:
    answer = spoken("they use begging of many trees", pauses={2: 70.0})
    found = find(key_point(), judgement(words=(0, 1), maybe_said=MISHEARD), answer)
    assert found.verdict is Verdict.UNSURE
    assert (found.quote, found.words, found.start, found.end) == ("begging", (2, 3), 71.0, 71.5)
    assert found.reason == 'maybe "bagging" was said, check 1:11'


def test_where_there_are_no_times_there_is_no_second_to_listen_to() -> None:
    found = find(key_point(), judgement(maybe_said=MISHEARD), typed("they use begging of many trees"))
    assert found.reason == 'maybe "bagging" was said'


def test_a_misheard_term_is_no_quote_of_what_was_understood() -> None:
    chances = judgement(states=0.9, words=(0, 2), maybe_said=MISHEARD)
    found = find(key_point(), chances, spoken("they use begging of many trees"))
    assert (found.verdict, found.quote) == (Verdict.COVERED, "they use")
    assert "bagging" not in found.reason


def test_a_finding_carries_its_key_point_and_rounded_numbers() -> None:
    point = key_point("Keys are hashed.", name="hashing", weight=3.0)
    chances = judgement(states=2 / 3)
    found = find(point, chances, typed("hashed"))
    assert (found.key_point, found.claim, found.weight) == ("hashing", "Keys are hashed.", 3.0)
    assert (found.probability, found.credit) == (0.6667, round(credit_of(chances), 4))


def test_the_reason_names_the_terms_that_were_heard() -> None:
    chances = judgement(states=1.0, terms_heard=("hash", "key"))
    assert find(key_point(), chances, typed("hash key")).reason.endswith("; heard: hash, key")


def test_each_verdict_has_a_reason_of_its_own() -> None:
    chances = [
        judgement(states=1),
        judgement(partly=1),
        judgement(opposite=1),
        judgement(maybe_said=MaybeSaid("bagging", (0, 1))),
        judgement(),
    ]
    assert len({find(key_point(), one, typed("word")).reason for one in chances}) == 5


@given(_judgements(), st.integers(0, 5), st.integers(1, 6))
def test_a_quote_is_always_a_part_of_the_answer(chances: Judgement, first: int, length: int) -> None:
    answer = spoken("one two three four five six")
    last = min(6, first + length)
    assume(first < last)
    chances = replace(chances, words=(first, last), contrary_words=(first, last))
    found = find(key_point(), chances, answer)
    assert found.quote is None or f" {found.quote} " in " one two three four five six "
