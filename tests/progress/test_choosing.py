"""Which questions an interview asks: a mix, an easy one first, nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import key_point
from tests.builders import question as any_question
from tests.progress.made import attempt, session_of
from voiceprep.packaged import packaged_path
from voiceprep.progress.attempts import Past
from voiceprep.progress.choosing import Experience, alike, choose, effort, experience
from voiceprep.questions.bank import load_bank, select
from voiceprep.questions.model import Kind, Question


def question(name: str, *, topic: str | None = None, kind: Kind = Kind.CONCEPT, points: int = 3) -> Question:
    made = any_question(name, topic=topic or name)
    return replace(made, kind=kind, key_points=(key_point(),) * points)


POOL = [
    *(question(f"c{number}", topic=f"t{number}") for number in range(8)),
    *(question(f"d{number}", topic=f"t{number}", kind=Kind.DESIGN) for number in range(4)),
    *(question(f"e{number}", topic=f"t{number}", kind=Kind.EXPERIENCE) for number in range(4)),
]


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [one.id for one in questions]


def test_the_same_seed_chooses_the_same_and_others_choose_others() -> None:
    drawn = {tuple(ids(choose(POOL, count=4, seed=seed))) for seed in range(8)}
    assert len(drawn) > 4
    assert choose(POOL, count=4, seed=3) == choose(POOL, count=4, seed=3)


def test_kinds_come_in_the_shares_of_the_bank() -> None:
    for seed in range(10):
        kinds = Counter(one.kind for one in choose(POOL, count=8, seed=seed))
        assert kinds == {Kind.CONCEPT: 4, Kind.DESIGN: 2, Kind.EXPERIENCE: 2}


def test_the_first_is_the_easiest_of_them() -> None:
    pool = [question("long", points=9), question("short", points=2), question("story", kind=Kind.EXPERIENCE)]
    assert all(choose(pool, count=3, seed=seed)[0].id == "short" for seed in range(5))


def test_what_went_well_before_is_easier_than_what_is_short() -> None:
    known = Experience(scores={"d0": 80.0, "c0": 20.0})
    assert effort(POOL[8], known) < effort(POOL[0], known)
    assert effort(POOL[0]) < effort(POOL[8])


def test_questions_of_the_last_sessions_are_left_out_while_there_are_others() -> None:
    known = Experience(sessions_ago={f"c{number}": 1 for number in range(6)})
    assert all(
        not set(ids(choose(POOL, count=6, seed=seed, known=known))) & set(known.sessions_ago)
        for seed in range(10)
    )


def test_where_all_were_asked_those_of_longest_ago_come() -> None:
    pool = POOL[:4]
    known = Experience(sessions_ago={"c0": 1, "c1": 3, "c2": 2, "c3": 1})
    assert set(ids(choose(pool, count=2, seed=1, known=known))) == {"c1", "c2"}


def test_the_past_tells_what_was_asked_and_how_it_went() -> None:
    past = Past(
        (
            session_of(attempt(question="one", score=20)),
            session_of(attempt(question="two", score=90, day=1)),
            session_of(attempt(question="one", score=60, day=2)),
            session_of(attempt(question="demo", day=3), demo=True),
        )
    )
    known = experience(past)
    assert known.sessions_ago == {"one": 1, "two": 2}
    assert known.scores == {"one": 40, "two": 90}


def test_topics_that_share_a_word_are_alike() -> None:
    networking = question("n", topic="Kubernetes networking")
    assert alike(networking, question("r", topic="Kubernetes scheduling"))
    assert not alike(networking, question("s", topic="Managing secrets"))


def test_our_banks_begin_with_a_concept_and_do_not_dwell_on_one_subject() -> None:
    bank = load_bank(packaged_path("questions.json"))
    for role in bank.roles:
        pool = select(bank, roles=[role.id])
        for seed in range(5):
            chosen = choose(pool, count=5, seed=seed)
            assert chosen[0].kind is Kind.CONCEPT
            assert {one.kind for one in chosen} == set(Kind)


QUESTIONS = st.lists(
    st.builds(
        question,
        st.sampled_from([f"q{number}" for number in range(12)]),
        topic=st.sampled_from(["apples", "pears", "plums"]),
        kind=st.sampled_from(Kind),
        points=st.integers(1, 3),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)
KNOWN = st.builds(
    Experience,
    sessions_ago=st.dictionaries(st.sampled_from([f"q{number}" for number in range(12)]), st.integers(1, 9)),
    scores=st.dictionaries(st.sampled_from([f"q{number}" for number in range(12)]), st.floats(0, 100)),
)


@settings(max_examples=40)
@given(QUESTIONS, st.integers(1, 6), st.integers(), KNOWN)
def test_nothing_twice_and_no_topic_twice_in_a_row_where_that_can_be_had(
    pool: list[Question], count: int, seed: int, known: Experience
) -> None:
    chosen = choose(pool, count=count, seed=seed, known=known)
    assert chosen == choose(pool, count=count, seed=seed, known=known)
    assert len(set(ids(chosen))) == len(chosen) == min(count, len(pool))
    assert set(chosen) <= set(pool)
    if any(_varied(order) for order in permutations(one.topic for one in chosen)):
        assert _varied([one.topic for one in chosen])


def _varied(topics: list[str] | tuple[str, ...]) -> bool:
    return all(one != other for one, other in pairwise(topics))
