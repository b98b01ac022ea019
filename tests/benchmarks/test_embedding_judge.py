"""The judge on an embedder whose answers are plain: which outcome is the likeliest, and where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.judging.embedding.embedding_judge import EmbeddingJudge, load_calibration
from tests.builders import spoken, typed
from tests.judging.bag_of_words import BagOfWords
from voiceprep.judging.interface import Claim, Judgement
from voiceprep.judging.measures import OUTCOMES
from voiceprep.questions.model import Term

LOOKUP = Claim(
    "A hash map finds the value of any key in constant time.",
    terms=(Term("hash map", ("hash table",)),),
    misconceptions=("A hash map must go through all of the entries one by one, so it is slow.",),
)
COLLISION = Claim("Two keys that share a bucket are kept in a list, and this is a collision.")
QUESTION = "How does a hash map find its values?"
UNRELATED = "I went to the market with my sister and we bought some apples for the cake."


@pytest.fixture
def judge() -> EmbeddingJudge:
    return EmbeddingJudge(BagOfWords())


def _likeliest(judgement: Judgement) -> str:
    return max(OUTCOMES, key=lambda outcome: float(getattr(judgement, outcome)))


def _one(judge: EmbeddingJudge, claim: Claim, text: str, question: str = "") -> Judgement:
    (judgement,) = judge.judge([claim], typed(text), question=question)
    return judgement


def test_the_claim_itself_states_it(judge: EmbeddingJudge) -> None:
    assert _likeliest(_one(judge, LOOKUP, LOOKUP.text)) == "states"


def test_its_misconception_is_the_opposite(judge: EmbeddingJudge) -> None:
    assert _likeliest(_one(judge, LOOKUP, LOOKUP.misconceptions[0])) == "opposite"


def test_something_else_states_nothing(judge: EmbeddingJudge) -> None:
    assert _likeliest(_one(judge, LOOKUP, UNRELATED)) == "absent"


def test_a_part_is_worth_less_than_the_whole_and_more_than_nothing(judge: EmbeddingJudge) -> None:
    whole = _one(judge, LOOKUP, LOOKUP.text)
    part = _one(judge, LOOKUP, "I would say that a hash map finds the thing that I need.")
    nothing = _one(judge, LOOKUP, UNRELATED)
    assert whole.states > part.states > nothing.states


def test_keywords_without_sentences_are_worth_less_than_sentences(judge: EmbeddingJudge) -> None:
    keywords = _one(judge, LOOKUP, "constant key finds hash value map time")
    assert keywords.states < _one(judge, LOOKUP, LOOKUP.text).states


@pytest.mark.parametrize("text", ["", "um", "uh, er, you know", "... ?"])
def test_an_answer_that_says_nothing_is_absent_for_certain(judge: EmbeddingJudge, text: str) -> None:
    judgement = _one(judge, LOOKUP, text)
    assert (judgement.states, judgement.partly, judgement.opposite, judgement.absent) == (0.0, 0.0, 0.0, 1.0)
    assert judgement.words is None


@pytest.mark.parametrize("text", [QUESTION, QUESTION.upper(), "Um, so how does a hash map find values?"])
def test_the_question_read_back_earns_nothing(judge: EmbeddingJudge, text: str) -> None:
    judgement = _one(judge, LOOKUP, text, question=QUESTION)
    assert (judgement.states, judgement.absent, judgement.words) == (0.0, 1.0, None)


def test_reading_the_question_first_neither_helps_nor_harms(judge: EmbeddingJudge) -> None:
    plain = _one(judge, LOOKUP, LOOKUP.text, question=QUESTION)
    after = _one(judge, LOOKUP, f"{QUESTION} {LOOKUP.text}", question=QUESTION)
    assert after.states == pytest.approx(plain.states, abs=0.05)


def test_words_that_the_question_gave_away_count_less(judge: EmbeddingJudge) -> None:
    text = "I think that a hash map is what it says it is, and more of it."
    assert _one(judge, LOOKUP, text, question=QUESTION).states < _one(judge, LOOKUP, text).states


def test_the_evidence_is_where_it_was_said(judge: EmbeddingJudge) -> None:
    text = f"{UNRELATED} {LOOKUP.text} {UNRELATED}"
    judgement = _one(judge, LOOKUP, text)
    assert judgement.words is not None
    assert " ".join(text.split()[slice(*judgement.words)]) == LOOKUP.text


def test_of_two_windows_that_say_the_same_the_shorter_is_quoted(judge: EmbeddingJudge) -> None:
    filler = "so it is, as we all do say. "
    judgement = _one(judge, LOOKUP, filler + LOOKUP.text)
    assert judgement.words == (len(filler.split()), len((filler + LOOKUP.text).split()))


def test_an_opposite_is_quoted_where_it_was_said_and_not_where_the_claim_was_touched(
    judge: EmbeddingJudge,
) -> None:
    touched = "Any value has its own time and place there. "
    judgement = _one(judge, LOOKUP, touched + LOOKUP.misconceptions[0])
    assert _likeliest(judgement) == "opposite"
    assert judgement.words is not None
    assert judgement.words[0] == len(touched.split())


def test_what_another_key_point_rightly_says_is_no_opposite(judge: EmbeddingJudge) -> None:
    confused = Claim(LOOKUP.text, misconceptions=(COLLISION.text,))
    alone = _one(judge, confused, COLLISION.text)
    beside, sibling = judge.judge([confused, COLLISION], typed(COLLISION.text))
    assert _likeliest(alone) == "opposite"
    assert _likeliest(beside) != "opposite"
    assert _likeliest(sibling) == "states"


def test_the_terms_that_were_heard_are_named_in_any_spoken_form(judge: EmbeddingJudge) -> None:
    heard = _one(judge, LOOKUP, "With a hash table the value is there in constant time.")
    assert heard.terms_heard == ("hash map",)
    assert _one(judge, LOOKUP, UNRELATED).terms_heard == ()


def test_each_claim_has_a_judgement_in_order(judge: EmbeddingJudge) -> None:
    first, second = judge.judge([LOOKUP, COLLISION], typed(COLLISION.text))
    assert _likeliest(first) == "absent"
    assert _likeliest(second) == "states"
    assert judge.judge([COLLISION, LOOKUP], typed(COLLISION.text)) == [second, first]


@pytest.mark.parametrize("text", ["", LOOKUP.text])
def test_without_claims_there_are_no_judgements(judge: EmbeddingJudge, text: str) -> None:
    assert judge.judge([], typed(text)) == []


def test_pauses_part_a_claim_from_what_was_said_around_it(judge: EmbeddingJudge) -> None:
    before, after = "so apples are very good for you", "and cakes are good too"
    claim = LOOKUP.text.rstrip(".")
    start = len(before.split())
    end = start + len(claim.split())
    (judgement,) = judge.judge([LOOKUP], spoken(f"{before} {claim} {after}", pauses={start: 1.0, end: 1.0}))
    assert judgement.words == (start, end)


_VOCABULARY = f"{LOOKUP.text} {LOOKUP.misconceptions[0]} {UNRELATED}".split()
WORDS = st.lists(st.sampled_from(_VOCABULARY), max_size=60)


@given(WORDS)
@settings(deadline=None)  # the first call loads the stemmer
def test_probabilities_sum_to_one_and_evidence_lies_within_the_answer(words: list[str]) -> None:
    answer = typed(" ".join(words))
    for judgement in EmbeddingJudge(BagOfWords()).judge([LOOKUP, COLLISION], answer, question=QUESTION):
        chances = [float(getattr(judgement, outcome)) for outcome in OUTCOMES]
        assert all(0.0 <= chance <= 1.0 for chance in chances)
        assert sum(chances) == pytest.approx(1.0)
        assert judgement.words is None or 0 <= judgement.words[0] < judgement.words[1] <= len(answer)


@given(WORDS)
@settings(deadline=None)  # the first call loads the stemmer
def test_the_same_answer_is_judged_the_same(words: list[str]) -> None:
    answer, judge = typed(" ".join(words)), EmbeddingJudge(BagOfWords())
    assert judge.judge([LOOKUP, COLLISION], answer) == judge.judge([LOOKUP, COLLISION], answer)


def test_identity_names_the_calibration_and_the_embedder(judge: EmbeddingJudge) -> None:
    assert judge.identity == f"embedding-judge {load_calibration().version} on bag of words"


def test_loading_the_judge_loads_its_embedder() -> None:
    embedder = BagOfWords()
    judge = EmbeddingJudge(embedder)
    assert embedder.loads == 0
    judge.load()
    assert embedder.loads == 1
