"""One strength and one fix, in the person's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding
from voiceprep.coaching.feedback import MAX_SECONDS, WORDS_PER_SECOND, compose
from voiceprep.coaching.prompts import Prompts, load_prompts
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.values import Finding, Verdict

if TYPE_CHECKING:
    from voiceprep.questions.model import KeyPoint

OURS = load_prompts()
OUR_POINTS = [
    point
    for question in load_bank(packaged_path("questions.json")).questions
    for point in question.key_points
    if len(point.claim.split()) >= 20
]
"""The longest claims that ship with voiceprep."""
PLAIN = Prompts(
    {
        "strength": ("GOOD<$quote>",),
        "strength_partly": ("NEARLY<$quote>",),
        "fix_opposite": ("WRONG<$quote|$claim>",),
        "fix_partly": ("HALF<$quote|$claim>",),
        "fix_unsure": ("UNSURE<$quote|$claim>",),
        "fix_partly_there": ("HALF THERE<$claim>",),
        "fix_unsure_there": ("UNSURE THERE<$claim>",),
        "fix_missed": ("ADD<$claim>",),
        "fix_missed_after": ("AFTER<$own_words|$claim>",),
        "nothing_covered": ("NONE<$claim>",),
        "fix_opposite_experience": ("NOT LOOKED FOR<$quote|$claim>",),
        "fix_missed_experience": ("IF SO<$claim>",),
        "fix_missed_after_experience": ("IF SO AFTER<$own_words|$claim>",),
        "nothing_covered_experience": ("NONE, IF SO<$claim>",),
        "all_covered": ("ALL",),
    }
)
"""Wordings that show which sentence was chosen and what was filled in."""
ANSWER = [f"word{number}" for number in range(60)]


@st.composite
def _findings(draw: st.DrawFn, claim_words: int = 25) -> Finding:
    """Any finding that scoring can make of ANSWER."""
    verdict = draw(st.sampled_from([Verdict.COVERED, Verdict.PARTLY, Verdict.MISSED, Verdict.OPPOSITE]))
    words = None
    if verdict is not Verdict.MISSED:
        first = draw(st.integers(0, 59))
        words = (first, draw(st.integers(first + 1, 60)))
    return finding(
        verdict,
        name=draw(st.sampled_from("abcdef")),
        claim=" ".join(["claim"] * draw(st.integers(3, claim_words))),
        quote=" ".join(ANSWER[slice(*words)]) if words else None,
        words=words,
        probability=draw(st.floats(0.25, 1)),
        weight=draw(st.sampled_from([1.0, 2.0, 3.0])),
    )


MANY = st.lists(_findings(), min_size=1, max_size=9)


def _missed(claim: str, *, weight: float = 1.0, name: str = "missed") -> Finding:
    return finding(Verdict.MISSED, claim=claim, weight=weight, name=name)


# Which strength


def test_the_heaviest_and_surest_point_is_praised() -> None:
    light = finding(quote="a light one", weight=1, probability=0.9)
    heavy = finding(quote="a heavy one", weight=3, probability=0.8)
    doubtful = finding(quote="a doubtful one", weight=3, probability=0.5)
    assert compose([light, heavy, doubtful], PLAIN).strength == "GOOD<a heavy one>"


def test_a_part_is_praised_only_where_nothing_is_whole() -> None:
    part = finding(Verdict.PARTLY, quote="a part", weight=3)
    whole = finding(Verdict.COVERED, quote="the whole", weight=1)
    gap = _missed("Missing.")
    assert compose([part, whole, gap], PLAIN).strength == "GOOD<the whole>"
    assert compose([part, gap], PLAIN).strength == "NEARLY<a part>"


def test_nobody_is_praised_and_corrected_for_the_same_words() -> None:
    part = finding(Verdict.PARTLY, quote="a part", claim="All.")
    assert compose([part], PLAIN).strength is None
    assert compose([part], PLAIN).fix == "HALF<a part|All.>"


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.UNSURE])
def test_other_words_than_those_to_be_mended_are_praised_where_there_are_some(verdict: Verdict) -> None:
    heavy = finding(quote="the same words", words=(0, 3), weight=3)
    light = finding(quote="other words", words=(5, 7), weight=1)
    fix = finding(verdict, quote="same words", words=(1, 3))
    assert compose([heavy, light, fix], PLAIN).strength == "GOOD<other words>"


@pytest.mark.parametrize(
    ("verdict", "told"),
    [(Verdict.PARTLY, "HALF THERE<All.>"), (Verdict.UNSURE, "UNSURE THERE<All.>")],
)
def test_the_same_words_are_not_quoted_twice(verdict: Verdict, told: str) -> None:
    good = finding(quote="the same words", words=(0, 3))
    fix = finding(verdict, quote="same words", words=(1, 3), claim="All.")
    assert compose([good, fix], PLAIN).spoken == f"GOOD<the same words> {told}"


def test_what_a_shortened_quote_left_out_is_quoted() -> None:
    """It is not "that" with which one more point was touched on."""
    said = [f"word{number}" for number in range(20)]
    good = finding(quote=" ".join(said), words=(0, 20))
    fix = finding(Verdict.PARTLY, quote="word17 word18", words=(17, 19), claim="All.")
    assert compose([good, fix], PLAIN).fix == "HALF<word17 word18|All.>"


def test_two_parts_in_the_same_words_are_one_thing_to_mend() -> None:
    one = finding(Verdict.PARTLY, quote="a part", words=(0, 2), weight=3, claim="All.")
    other = finding(Verdict.PARTLY, quote="part of it", words=(1, 4), name="other")
    assert compose([one, other], PLAIN).spoken == "HALF<a part|All.>"
    apart = finding(Verdict.PARTLY, quote="more of it", words=(6, 9), name="apart")
    assert compose([one, other, apart], PLAIN).spoken == "NEARLY<more of it> HALF<a part|All.>"


@pytest.mark.parametrize(
    ("words", "praised"),
    [((0, 5), True), ((0, 6), False), ((5, 9), False), ((7, 12), False), ((9, 12), True)],
)
def test_what_overlaps_an_opposite_is_not_praised(words: tuple[int, int], *, praised: bool) -> None:
    good = finding(quote="some words", words=words)
    wrong = finding(Verdict.OPPOSITE, quote="other words", words=(5, 9))
    assert (compose([good, wrong], PLAIN).strength is not None) == praised


@given(MANY)
def test_no_praise_ever_touches_an_opposite(findings: list[Finding]) -> None:
    strength = compose(findings, PLAIN).strength
    if strength is None:
        return
    quote = strength.split("<")[1].rstrip(">").removesuffix(" ...").split()
    contrary = {n for f in findings if f.verdict is Verdict.OPPOSITE and f.words for n in range(*f.words)}
    assert contrary.isdisjoint(ANSWER.index(word) for word in quote)


# Which fix


def test_an_opposite_is_mended_before_a_gap_and_a_gap_before_a_part() -> None:
    wrong = finding(Verdict.OPPOSITE, quote="it is slow", claim="It is fast.", weight=1)
    gap = _missed("It has keys.", weight=3)
    part = finding(Verdict.PARTLY, quote="some order", claim="It has no order.", weight=3)
    assert compose([part, gap, wrong], PLAIN).fix == "WRONG<it is slow|It is fast.>"
    assert compose([part, gap], PLAIN).fix == "ADD<It has keys.>"


def test_what_may_have_been_misheard_is_asked_about_before_all_is_called_covered() -> None:
    said = finding(quote="it is quick")
    doubtful = finding(Verdict.UNSURE, quote="hush man", words=(7, 9), claim="It hashes keys.")
    assert compose([said, doubtful], PLAIN).fix == "UNSURE<hush man|It hashes keys.>"
    assert compose([said, doubtful, _missed("A gap.")], PLAIN).fix != "UNSURE<hush man|It hashes keys.>"


def test_the_heaviest_gap_is_mended_first() -> None:
    said = finding(quote="it is quick")
    assert compose([said, _missed("Light."), _missed("Heavy.", weight=3)], PLAIN).fix == "ADD<Heavy.>"


def test_a_gap_is_hung_on_the_end_of_what_was_said_well() -> None:
    said = finding(quote="so a key finds its own value.")
    gap = _missed("Keys are hashed.")
    assert compose([said, gap], PLAIN).fix == "AFTER<key finds its own value|Keys are hashed.>"


@pytest.mark.parametrize(
    "quote",
    [
        "I take the fast path and I leave out the",
        "I take the fast path and I leave out the...",
        "it has no order, so a key finds its own value,",
        "It has no order. A key finds it.",
        "Keys find it.",
    ],
)
def test_a_gap_is_never_hung_on_half_a_sentence(quote: str) -> None:
    assert compose([finding(quote=quote), _missed("Keys are hashed.")], PLAIN).fix == "ADD<Keys are hashed.>"


def test_nothing_covered_and_everything_covered() -> None:
    nothing = compose([_missed("Light."), _missed("Heavy.", weight=2)], PLAIN)
    assert (nothing.strength, nothing.fix, nothing.spoken) == (None, "NONE<Heavy.>", "NONE<Heavy.>")
    everything = compose([finding(quote="it is quick")], PLAIN)
    assert (everything.fix, everything.spoken) == (None, "GOOD<it is quick> ALL")


def test_a_strength_is_said_before_the_fix() -> None:
    feedback = compose([finding(quote="it is quick"), _missed("Heavy.")], PLAIN)
    assert feedback.spoken == "GOOD<it is quick> ADD<Heavy.>"


# Of one's own past


def test_nobody_is_told_that_their_own_past_was_the_other_way_round() -> None:
    told_nobody = finding(Verdict.OPPOSITE, quote="I told nobody", claim="Everybody was told.")
    assert compose([told_nobody], PLAIN).fix == "WRONG<I told nobody|Everybody was told.>"
    lived = compose([told_nobody], PLAIN, experience=True)
    assert lived.spoken == "NOT LOOKED FOR<I told nobody|Everybody was told.>"


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("so I found the missing check myself.", "IF SO AFTER<found the missing check myself|All told.>"),
        ("so I found the", "IF SO<All told.>"),
        (None, "NONE, IF SO<All told.>"),
    ],
)
def test_nobody_is_told_to_add_to_their_past_what_may_not_have_been(quote: str | None, told: str) -> None:
    said = [] if quote is None else [finding(quote=quote)]
    assert compose([*said, _missed("All told.")], PLAIN, experience=True).fix == told


@pytest.mark.parametrize("manner", ["neutral", "brisk", "warm"])
def test_no_manner_corrects_or_invents_a_past(manner: str) -> None:
    prompts = load_prompts(packaged_path("prompts") / manner)
    said = finding(quote="I wrote it all down in the end.", words=(10, 18))
    half = finding(Verdict.PARTLY, quote="I told some", words=(0, 3), claim="All were told.")
    wrong = replace(half, verdict=Verdict.OPPOSITE)
    for findings in ([wrong], [half], [said, _missed("All were told.")], [_missed("All were told.")]):
        fix = compose(findings, prompts, experience=True).fix or ""
        assert fix.endswith("All were told.")
        for order in ("other way", "turn", "add", "start with this", "In full, please", "Say it"):
            assert order not in fix


# In general


@given(MANY)
def test_quotes_are_the_persons_own_words_in_their_order(findings: list[Finding]) -> None:
    feedback = compose(findings, PLAIN)
    for said in (feedback.strength, feedback.fix):
        if said is None or ("|" not in said and not said.startswith(("GOOD", "NEARLY"))):
            continue
        quote = said.split("<")[1].rstrip(">").split("|")[0].removesuffix(" ...")
        assert quote
        assert f" {quote} " in f" {' '.join(ANSWER)} "


def test_a_quote_that_is_cut_says_so() -> None:
    long = " ".join(ANSWER[:30])
    strength = compose([finding(quote=long), _missed("Heavy.")], PLAIN).strength
    assert strength == f"GOOD<{' '.join(ANSWER[:14])} ...>"


def _seconds(spoken: str) -> float:
    return len(spoken.split()) / WORDS_PER_SECOND


@pytest.mark.parametrize("verdict", [Verdict.OPPOSITE, Verdict.PARTLY, Verdict.MISSED])
@pytest.mark.parametrize("point", OUR_POINTS, ids=lambda point: point.id)
def test_every_claim_of_our_bank_fits_into_twenty_seconds(point: KeyPoint, verdict: Verdict) -> None:
    strength = finding(quote=" ".join(ANSWER[:30]), words=(0, 30))
    quote = None if verdict is Verdict.MISSED else " ".join(ANSWER[30:])
    words = None if verdict is Verdict.MISSED else (30, 60)
    fix = finding(verdict, name=point.id, claim=point.claim, quote=quote, words=words)
    assert _seconds(compose([strength, fix], OURS).spoken) <= MAX_SECONDS


@given(st.lists(_findings(claim_words=80), min_size=1, max_size=9))
def test_any_feedback_fits_into_twenty_seconds(findings: list[Finding]) -> None:
    """A bank of one's own may have longer claims than ours; the schema does not forbid it."""
    assert _seconds(compose(findings, OURS).spoken) <= MAX_SECONDS


@given(MANY)
def test_the_same_findings_always_give_the_same_feedback(findings: list[Finding]) -> None:
    assert compose(findings, OURS) == compose(findings, OURS)


def test_praise_that_does_not_fit_is_shown_and_not_spoken() -> None:
    praised = finding(quote=" ".join(ANSWER[:14]))
    long = _missed(" ".join(["claim"] * 36))
    feedback = compose([praised, long], OURS)
    assert feedback.strength
    assert feedback.spoken == feedback.fix


def test_what_is_said_alone_keeps_its_full_stop() -> None:
    """A remark on the delivery may follow it."""
    praised = finding(quote=" ".join(ANSWER[:14]))
    feedback = compose([praised, _missed(f"{' '.join(['claim'] * 36)}.")], OURS)
    assert feedback.spoken == feedback.fix
    assert feedback.spoken.endswith("claim.")


def test_a_claim_that_does_not_fit_is_cut_in_speech_only() -> None:
    feedback = compose([_missed(" ".join(["claim"] * 80))], PLAIN)
    assert feedback.fix == f"NONE<{' '.join(['claim'] * 80)}>"
    assert feedback.spoken.endswith("claim ...")
    assert feedback.fix.startswith(feedback.spoken.removesuffix(" ..."))


@given(st.lists(_findings(claim_words=18), min_size=1, max_size=9))
def test_both_parts_are_spoken_and_full_cover_alone_needs_no_fix(findings: list[Finding]) -> None:
    feedback = compose(findings, OURS)
    assert feedback.spoken
    assert all(part in feedback.spoken for part in (feedback.strength, feedback.fix) if part)
    assert (feedback.fix is None) == all(f.verdict is Verdict.COVERED for f in findings)
