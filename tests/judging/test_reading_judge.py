"""The judge on an embedder and a reader whose answers are plain: which outcome is likeliest, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import spoken, typed
from tests.judging.bag_of_words import BagOfWords
from tests.judging.word_reader import WordReader
from voiceprep.judging.interface import Claim, Judgement, MaybeSaid, Reading
from voiceprep.judging.measures import OUTCOMES, Measures
from voiceprep.judging.reading_judge import (
    QUOTED_FROM,
    ReadingJudge,
    Uncalibrated,
    calibrated,
    uncalibrated,
)
from voiceprep.judging.retrieval import READ_WORDINGS
from voiceprep.questions.model import Term
from voiceprep.values import Word

if TYPE_CHECKING:
    from voiceprep.judging.reading_judge import Weigher

LOOKUP = Claim(
    "A hash map finds the value of any key in constant time.",
    terms=(Term("hash map", ("hash table",)),),
)
SLOW = Claim(LOOKUP.text, misconceptions=("Every entry must be visited slowly one after another.",))
COLLISION = Claim("Two keys that share a bucket are kept in a list, and this is a collision.")
QUESTION = "How does a hash map find its values?"
UNRELATED = "I went to the market with my sister and we bought some apples for the cake."


def _judge() -> ReadingJudge:
    """One that takes the reader at its word."""
    return ReadingJudge(BagOfWords(), WordReader(), weigh=uncalibrated)


WORDS_AND_WORDINGS = Uncalibrated(wordings=READ_WORDINGS)


def _one(claim: Claim, text: str, question: str = "") -> Judgement:
    (judgement,) = _judge().judge([claim], typed(text), question=question)
    return judgement


def _chances(judgement: Judgement) -> dict[str, float]:
    return {outcome: float(getattr(judgement, outcome)) for outcome in OUTCOMES}


def _likeliest(judgement: Judgement) -> str:
    chances = _chances(judgement)
    return max(chances, key=lambda outcome: chances[outcome])


def _quoted(text: str, words: tuple[int, int] | None) -> str | None:
    return None if words is None else " ".join(text.split()[slice(*words)])


@dataclass(frozen=True)
class _Same:
    """Gives everything the same probabilities."""

    reading: Reading
    identity: str = "the same for all"
    wordings: int = READ_WORDINGS

    def __call__(self, measures: Measures, _wordings: int, /) -> Reading:
        return self.reading


def _read(claim: Claim, text: str, weigh: Weigher) -> Judgement:
    (judgement,) = ReadingJudge(BagOfWords(), WordReader(), weigh=weigh).judge([claim], typed(text))
    return judgement


# Outcomes


def test_the_claim_itself_states_it() -> None:
    judgement = _one(LOOKUP, LOOKUP.text)
    assert judgement.states == pytest.approx(0.9975, abs=1e-4)
    assert (judgement.words, judgement.contrary_words) == ((0, 12), None)
    assert judgement.nearest == pytest.approx(1.0)


def test_its_negation_is_the_opposite() -> None:
    text = "A hash map does not find the value of any key in constant time, it never finds it."
    judgement = _one(LOOKUP, text)
    assert judgement.opposite == pytest.approx(0.9975, abs=1e-4)
    assert judgement.words is None
    assert judgement.contrary_words is not None


def test_something_else_states_nothing_and_has_no_quote() -> None:
    judgement = _one(LOOKUP, UNRELATED)
    assert _likeliest(judgement) == "absent"
    assert (judgement.words, judgement.contrary_words) == (None, None)
    assert judgement.nearest == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("claim", ["日本語", "🙂 ...", ""])
def test_a_claim_without_words_is_surely_absent_and_leaves_the_others_alone(claim: str) -> None:
    found = _judge().judge([Claim(claim), LOOKUP], typed(LOOKUP.text))
    assert found[0].absent == 1.0
    assert found[1] == _one(LOOKUP, LOOKUP.text)


def test_a_misconception_without_words_counts_as_none() -> None:
    assert _one(Claim(LOOKUP.text, misconceptions=("🙂",)), SLOW.text).measures["listed"] == 0.0


def test_a_part_is_worth_less_than_the_whole_and_more_than_nothing() -> None:
    whole = _one(LOOKUP, LOOKUP.text)
    part = _one(LOOKUP, "I would say that a hash map finds the value that I need.")
    nothing = _one(LOOKUP, UNRELATED)
    assert whole.states > part.states > nothing.states


@pytest.mark.parametrize("text", ["", "um", "uh, er, you know", "... ?"])
def test_an_answer_that_says_nothing_is_absent_for_certain(text: str) -> None:
    judgement = _one(LOOKUP, text)
    assert _chances(judgement) == {"states": 0.0, "partly": 0.0, "opposite": 0.0, "absent": 1.0}
    assert (judgement.words, judgement.contrary_words, judgement.nearest) == (None, None, 0.0)


@pytest.mark.parametrize("text", [QUESTION, QUESTION.upper(), "Um, so how does a hash map find its values?"])
def test_the_question_read_back_earns_nothing(text: str) -> None:
    judgement = _one(LOOKUP, text, question=QUESTION)
    assert (judgement.states, judgement.absent, judgement.words) == (0.0, 1.0, None)
    # How near it comes was not measured: nobody is told to be beside the question with the question.
    assert judgement.nearest is None


def test_reading_the_question_first_neither_helps_nor_harms() -> None:
    plain = _one(LOOKUP, LOOKUP.text, question=QUESTION)
    after = _one(LOOKUP, f"{QUESTION} {LOOKUP.text}", question=QUESTION)
    assert _chances(after) == pytest.approx(_chances(plain))


def test_a_claim_is_found_in_a_long_answer() -> None:
    text = f"{UNRELATED} " * 10 + LOOKUP.text + f" {UNRELATED}" * 10
    judgement = _one(LOOKUP, text)
    assert _likeliest(judgement) == "states"
    assert _quoted(text, judgement.words) == LOOKUP.text


def test_a_claim_said_over_two_windows_of_words_is_found_in_a_longer_one() -> None:
    text = f"A hash map finds it, {UNRELATED} It finds the value of the key in constant time."
    assert _likeliest(_one(LOOKUP, text)) == "states"


# Quotes


def test_the_evidence_is_where_it_was_said() -> None:
    text = f"{UNRELATED} {LOOKUP.text} {UNRELATED}"
    assert _quoted(text, _one(LOOKUP, text).words) == LOOKUP.text


def test_pauses_part_a_claim_from_what_was_said_around_it() -> None:
    before, after = "so apples are very good for you", "and cakes are good too"
    claim = LOOKUP.text.rstrip(".")
    start = len(before.split())
    end = start + len(claim.split())
    answer = spoken(f"{before} {claim} {after}", pauses={start: 1.0, end: 1.0})
    (judgement,) = _judge().judge([LOOKUP], answer)
    assert judgement.words == (start, end)


def test_what_was_said_and_taken_back_is_quoted_on_both_sides() -> None:
    filler = f"{UNRELATED} {UNRELATED} {UNRELATED}"
    contrary = "The value of any key a hash map finds not in constant time."
    text = f"{LOOKUP.text} {filler} {contrary}"
    judgement = _one(LOOKUP, text)
    assert judgement.states == pytest.approx(0.5)
    assert judgement.opposite == pytest.approx(0.5)
    assert _quoted(text, judgement.words) == LOOKUP.text
    assert _quoted(text, judgement.contrary_words) == contrary


def test_a_stated_misconception_is_quoted_where_it_was_stated() -> None:
    text = f"{UNRELATED} {SLOW.misconceptions[0]} {UNRELATED}"
    judgement = _read(SLOW, text, _Same(Reading(0.0, 0.0, 1.0, 0.0)))
    assert judgement.words is None
    assert _quoted(text, judgement.contrary_words) == SLOW.misconceptions[0]


@pytest.mark.parametrize("chance", [QUOTED_FROM, QUOTED_FROM - 0.01])
@pytest.mark.parametrize("outcome", ["states", "partly", "opposite"])
def test_only_what_may_become_a_verdict_is_quoted(outcome: str, chance: float) -> None:
    chances = dict.fromkeys(OUTCOMES, 0.0) | {outcome: chance, "absent": 1.0 - chance}
    judgement = _read(LOOKUP, LOOKUP.text, _Same(Reading(**chances)))
    quote = judgement.contrary_words if outcome == "opposite" else judgement.words
    other = judgement.words if outcome == "opposite" else judgement.contrary_words
    assert (quote is not None) == (chance >= QUOTED_FROM)
    assert other is None


# Terms


def test_the_terms_that_were_heard_are_named_in_any_spoken_form() -> None:
    assert _one(LOOKUP, "With a hash table the value is there in constant time.").terms_heard == ("hash map",)
    assert _one(LOOKUP, UNRELATED).terms_heard == ()


def test_a_term_that_was_perhaps_misheard_is_named_with_its_place() -> None:
    text = "so with a hush mop the value is there at once"
    answer = [Word(word, 0.0, 0.1, probability=0.2 if word == "hush" else 0.9) for word in text.split()]
    (judgement,) = _judge().judge([LOOKUP], answer)
    assert judgement.maybe_said == MaybeSaid("hash map", (3, 5))
    assert _one(LOOKUP, text).maybe_said is None


# Several claims


def test_each_claim_has_a_judgement_in_order() -> None:
    first, second = _judge().judge([LOOKUP, COLLISION], typed(COLLISION.text))
    assert _likeliest(first) == "absent"
    assert _likeliest(second) == "states"
    assert _judge().judge([COLLISION, LOOKUP], typed(COLLISION.text)) == [second, first]


@pytest.mark.parametrize("text", ["", LOOKUP.text])
def test_without_claims_there_are_no_judgements(text: str) -> None:
    assert _judge().judge([], typed(text)) == []


@pytest.mark.parametrize("text", ["...", "?", "um"])
def test_a_claim_without_words_is_not_stated(text: str) -> None:
    assert _likeliest(_one(Claim(text), UNRELATED)) == "absent"


# What always holds

_VOCABULARY = [*f"{LOOKUP.text} {SLOW.misconceptions[0]} {COLLISION.text} {UNRELATED}".split(), "not", "um,"]
WORDS = st.lists(st.sampled_from(_VOCABULARY), max_size=90)
CLAIMS = [LOOKUP, SLOW, COLLISION]


@given(WORDS, st.sampled_from([calibrated, uncalibrated]))
def test_probabilities_sum_to_one_and_evidence_lies_within_the_answer(
    words: list[str], weigh: Weigher
) -> None:
    answer = typed(" ".join(words))
    for judgement in ReadingJudge(BagOfWords(), WordReader(), weigh=weigh).judge(CLAIMS, answer):
        chances = _chances(judgement).values()
        assert all(0.0 <= chance <= 1.0 for chance in chances)
        assert sum(chances) == pytest.approx(1.0)
        for quote in (judgement.words, judgement.contrary_words):
            assert quote is None or 0 <= quote[0] < quote[1] <= len(answer)


@given(WORDS)
def test_the_same_answer_is_judged_the_same(words: list[str]) -> None:
    answer, judge = typed(" ".join(words)), _judge()
    first = judge.judge(CLAIMS, answer, question=QUESTION)
    assert judge.judge(CLAIMS, answer, question=QUESTION) == first
    assert _judge().judge(CLAIMS, answer, question=QUESTION) == first


@given(WORDS, st.data())
def test_the_same_words_are_judged_the_same_however_they_came_in(
    words: list[str], data: st.DataObject
) -> None:
    forms = st.sampled_from(["{}", "{},", "{}.", "um, {}", "{}?"])
    other = [data.draw(forms).replace("{}", data.draw(st.sampled_from([w, w.upper()]))) for w in words]
    pauses = {place: 1.0 for place in range(len(words)) if data.draw(st.booleans())}
    one = _judge().judge(CLAIMS, typed(" ".join(other)), question=QUESTION)
    two = _judge().judge(CLAIMS, spoken(" ".join(words), pauses=pauses), question=QUESTION)
    assert [_chances(judgement) for judgement in one] == [_chances(judgement) for judgement in two]
    assert [judgement.measures for judgement in one] == [judgement.measures for judgement in two]


@given(WORDS)
def test_the_probabilities_follow_from_the_measures_that_are_given(words: list[str]) -> None:
    judge = ReadingJudge(BagOfWords(), WordReader(), weigh=calibrated)
    for judgement in judge.judge(CLAIMS, typed(" ".join(words))):
        if judgement.measures:
            again = calibrated(Measures(**judgement.measures), 0)
            assert _chances(judgement) == {outcome: getattr(again, outcome) for outcome in OUTCOMES}
            assert judgement.measures["similarity"] == judgement.nearest
        else:
            assert judgement.absent == 1.0


# Engines


def test_the_reader_gets_plain_text() -> None:
    reader = WordReader()
    text = "Um, a Hash-Map finds, uh, the value of 50% of the keys!"
    ReadingJudge(BagOfWords(), reader, weigh=uncalibrated).judge([LOOKUP, SLOW], typed(text))
    asked = {part for pairs in reader.asked for pair in pairs for part in pair}
    assert asked
    assert all(set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ") for part in asked)


def test_identity_names_the_reader_the_weighing_and_the_embedder() -> None:
    assert _judge().identity == "word reader, not calibrated, proposals by bag of words"


def test_loading_the_judge_loads_both_engines() -> None:
    embedder, reader = BagOfWords(), WordReader()
    judge = ReadingJudge(embedder, reader, weigh=uncalibrated)
    assert (embedder.loads, reader.loads) == (0, 0)
    judge.load()
    assert (embedder.loads, reader.loads) == (1, 1)


# Other wordings of a claim

WORDED = Claim("Caches answer repeated requests quickly.", wordings=("Asked twice, it hands over the copy.",))


def _worded(claim: Claim, text: str) -> Judgement:
    """By a judge that reads other wordings and takes the reader at its word."""
    return _read(claim, text, WORDS_AND_WORDINGS)


def test_what_states_another_wording_states_the_claim_in_part_at_least() -> None:
    said = "when it is asked twice it hands over the very copy"
    alone, worded = _worded(replace(WORDED, wordings=()), said), _worded(WORDED, said)
    assert worded.states + worded.partly > alone.states + alone.partly
    assert worded.absent < alone.absent


def test_other_wordings_do_not_make_an_answer_look_beside_the_point() -> None:
    """Whether to refuse it rests on the claim alone, as the bound for that does."""
    said = "caches answer quickly when requests are repeated"
    assert _one(WORDED, said).nearest == _one(replace(WORDED, wordings=()), said).nearest


def test_only_the_first_wordings_are_read() -> None:
    reader = WordReader()
    wordings = tuple(f"Wording number {word} stands here." for word in ("one", "two", "three", "four"))
    judge = ReadingJudge(BagOfWords(), reader, weigh=WORDS_AND_WORDINGS)
    judge.judge([replace(WORDED, wordings=wordings)], typed("caches answer wording requests"))
    read = {claim for claim, _ in reader.asked[0]}
    assert len(read) == 1 + READ_WORDINGS
    assert not any("three" in claim or "four" in claim for claim in read)


def test_a_wording_without_words_is_no_wording() -> None:
    said = "caches answer repeated requests quickly"
    bare = replace(WORDED, wordings=("...", "?!"))
    assert _worded(bare, said) == _worded(replace(WORDED, wordings=()), said)


def test_where_nobody_knows_what_several_readings_come_to_only_the_claim_is_read() -> None:
    """Held against the thresholds of one reading, the mean would make a literal answer a missed one."""
    reader = WordReader()
    (judgement,) = ReadingJudge(BagOfWords(), reader, weigh=uncalibrated).judge([WORDED], typed(WORDED.text))
    assert judgement.states > 0.99
    assert not judgement.worded
    assert {claim for claim, _ in reader.asked[0]} == {"caches answer repeated requests quickly"}


def test_claims_with_and_without_other_wordings_are_judged_side_by_side() -> None:
    said = f"{LOOKUP.text} {COLLISION.text} When asked twice it hands over the very copy."
    claims = [LOOKUP, WORDED, COLLISION]
    judge = ReadingJudge(BagOfWords(), WordReader(), weigh=WORDS_AND_WORDINGS)
    together = judge.judge(claims, typed(said))
    assert [judgement.worded for judgement in together] == [False, True, False]
    assert [_likeliest(judgement) for judgement in together][::2] == ["states", "states"]


def test_coefficients_are_those_for_how_the_claim_was_read() -> None:
    seen: list[int] = []

    @dataclass(frozen=True)
    class Noting(_Same):
        def __call__(self, measures: Measures, wordings: int, /) -> Reading:
            seen.append(wordings)
            return self.reading

    judge = ReadingJudge(BagOfWords(), WordReader(), weigh=Noting(Reading(0.0, 0.0, 0.0, 1.0)))
    judge.judge([LOOKUP, WORDED], typed(LOOKUP.text))
    assert seen == [0, 1]


def test_a_misconception_is_quoted_only_where_it_was_read_more_clearly_than_the_contrary() -> None:
    """The claim itself is plainly contradicted; its mean with a wording that is not is no measure of that."""
    wrong = replace(WORDED, misconceptions=("Requests that are repeated always wait.",))
    said = "Caches answer not repeated requests quickly. Requests that are repeated sometimes wait."
    judgement = _read(wrong, said, _Same(Reading(0.0, 0.0, 0.95, 0.05)))
    assert _quoted(said, judgement.contrary_words) == "Caches answer not repeated requests quickly."


def test_the_quote_is_looked_for_in_the_wording_that_comes_nearest() -> None:
    said = "Let me think about that question. Asked twice, it hands over the copy. That was about everything."
    judgement = _read(WORDED, said, _Same(Reading(0.9, 0.0, 0.0, 0.1)))
    assert _quoted(said, judgement.words) == "Asked twice, it hands over the copy."


def test_the_contrary_is_quoted_by_the_wording_that_it_contradicts() -> None:
    said = "Let me think about that question. Asked twice, it hands not over the copy. That is what it does."
    judgement = _read(WORDED, said, _Same(Reading(0.0, 0.0, 0.95, 0.05)))
    assert _quoted(said, judgement.contrary_words) == "Asked twice, it hands not over the copy."
