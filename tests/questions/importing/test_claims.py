"""An expert answer in note form becomes key points, one assertion each."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.questions.importing.claims import refers_back, split_answer, split_story
from voiceprep.questions.model import StarExample


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        (
            "Habits: (1) Rest—let the dough stand; (2) Heat—bake it hot; (3) Steam—add water. Note it down.",
            [
                "Rest: let the dough stand.",
                "Heat: bake it hot.",
                "Steam: add water.",
                "Note it down.",
            ],
        ),
        (
            "A queue decouples the two services—useful when one of them is slow.",
            ["A queue decouples the two services.", "A queue is useful when one of them is slow."],
        ),
        (
            "A cache keeps copies near the reader—reduces latency, but copies grow old.",
            ["A cache keeps copies near the reader.", "A cache reduces latency.", "Copies grow old."],
        ),
        (
            "Sharding splits the table by key—prevents hot disks.",
            ["Sharding splits the table by key.", "Sharding prevents hot disks."],
        ),
        (
            "Use heaps for priorities, hash maps for lookups, and B-trees for ranges.",
            ["Use heaps for priorities.", "Use hash maps for lookups.", "Use B-trees for ranges."],
        ),
        (
            "Use threads for waiting and processes for computing.",
            ["Use threads for waiting.", "Use processes for computing."],
        ),
        (
            "Use replicas for reading, backups, and reports.",
            ["Use replicas for reading, backups, and reports."],
        ),
        (
            "Optimistic locks retry the write, whereas pessimistic locks block the reader.",
            ["Optimistic locks retry the write.", "Pessimistic locks block the reader."],
        ),
        (
            "Traffic drops slowly, while the load stays the same; nobody noticed it.",
            ["Traffic drops slowly.", "The load stays the same.", "Nobody noticed it."],
        ),
        (
            "Choose polling when: clients are few, events are rare, delays are harmless.",
            [
                "Choose polling when clients are few.",
                "Choose polling when events are rare.",
                "Choose polling when delays are harmless.",
            ],
        ),
        (
            "Steps: log every request, measure the slow ones, and alert on the trend.",
            ["Log every request.", "Measure the slow ones.", "Alert on the trend."],
        ),
        (
            "To fix it: add memory, remove the index, or wait.",
            ["To fix it, add memory, remove the index, or wait."],
        ),
        (
            "In practice: start with one node, then add replicas.",
            ["In practice, start with one node.", "In practice, add replicas."],
        ),
        (
            "You need:\n- a large disk\n- a fast network, e.g. fibre\n",
            ["A large disk.", "A fast network, e.g. fibre."],
        ),
        ("Bias is one error. Variance is another!", ["Bias is one error.", "Variance is another!"]),
        ("Tools (e.g. Ray; Spark) help a lot.", ["Tools (e.g. Ray; Spark) help a lot."]),
        ("p95 shows the tail; mTLS encrypts it.", ["p95 shows the tail.", "mTLS encrypts it."]),
    ],
)
def test_each_assertion_is_a_sentence_of_its_own(answer: str, claims: list[str]) -> None:
    assert list(split_answer(answer).claims) == claims


@pytest.mark.parametrize(
    ("answer", "aside"),
    [
        (
            "Several ways: (1) Add an index; (2) Rewrite the query text.",
            [("Several ways:", "announces a list")],
        ),
        ("It is faster. Yes. It is safer.", [("Yes.", "too short")]),
        ("Locks are held briefly. Locks are held briefly.", [("Locks are held briefly.", "said twice")]),
    ],
)
def test_what_is_no_claim_is_left_aside_with_the_reason(answer: str, aside: list[tuple[str, str]]) -> None:
    found = split_answer(answer).aside
    assert [one.text for one in found] == [text for text, _ in aside]
    assert all(reason in one.reason for one, (_, reason) in zip(found, aside, strict=True))


def test_numbers_in_brackets_that_do_not_count_up_are_no_list() -> None:
    answer = "See the third figure (3) and the first (1) of them."
    assert split_answer(answer).claims == (answer,)


def test_a_short_answer_is_its_own_claim_and_a_blank_one_has_none() -> None:
    assert split_answer("Dropout.").claims == ("Dropout.",)
    assert split_answer(" ... \n").claims == ()


def test_a_story_gives_what_was_done_and_learned() -> None:
    story = StarExample(
        situation="The shop was down.",
        task="Bring it back.",
        action="Rolled the release back, restarted the queue.",
        result="Sales recovered within minutes.",
        lesson="Test it first.",
    )
    claims = (
        "Rolled the release back.",
        "Restarted the queue.",
        "Sales recovered within minutes.",
        "Test it first.",
    )
    assert split_story(story).claims == claims


@pytest.mark.parametrize(
    ("claim", "back"), [("This helps.", True), ("They fail.", True), ("Thistles help.", False)]
)
def test_a_claim_that_hangs_on_the_one_before_is_known(claim: str, *, back: bool) -> None:
    assert refers_back(claim) is back


_PIECES = st.sampled_from(
    """Use A for (b) (1) (2) — - ; : , while when: and or B-tree e.g. fast is prevents . ? ' \" """.split()  # noqa: SIM905
)
TEXTS = st.lists(_PIECES, max_size=40).map(" ".join) | st.text(max_size=200)


@given(TEXTS)
def test_any_text_gives_sentences_and_none_twice(text: str) -> None:
    split = split_answer(text)
    assert bool(split.claims) or not re.search(r"\w", text) or split.aside
    assert len({claim.lower() for claim in split.claims}) == len(split.claims)
    for claim in split.claims:
        assert claim == " ".join(claim.split())
        assert claim[-1] in ".!?\"'"


@given(TEXTS)
def test_every_word_is_in_a_claim_or_left_aside(text: str) -> None:
    split = split_answer(text)
    kept = " ".join((*split.claims, *(one.text for one in split.aside))).lower()
    joints = {"while", "whereas", "but", "and", "or", "so", "then"}
    words = {word for word in re.findall(r"[a-z]{2,}", text.lower()) if word not in joints}
    assert words <= set(re.findall(r"[a-z]{2,}", kept))
