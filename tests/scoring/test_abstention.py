"""When an answer has no score; each rule on both sides of its boundary."""

from __future__ import annotations

import pytest

from tests.builders import sound, typed
from voiceprep.scoring.abstention import (
    MIN_WORDS,
    OFF_TOPIC_BELOW,
    OFF_TOPIC_TOLD,
    UNHEARD,
    not_an_answer,
    not_english,
    not_judged,
    not_made_out,
    off_topic,
    poorly_heard,
    read_back,
)
from voiceprep.values import TYPED, Abstention, AbstentionReason, SoundKind, Transcript, Word

NEVER_VOICE = {SoundKind.SILENCE, SoundKind.HISS, SoundKind.CLICKS}
"""Kinds of sound that are never found where somebody speaks."""


def _heard(*probabilities: float | None) -> Transcript:
    return Transcript(tuple(Word("word", probability=p) for p in probabilities), engine="fake")


def _in_language(language: str | None, probability: float | None, *, words: int = 20) -> Transcript:
    heard = tuple(Word(f"wort{number}", probability=0.9) for number in range(words))
    return Transcript(heard, engine="fake", language=language, language_probability=probability)


def _reason(abstention: Abstention | None) -> AbstentionReason | None:
    return None if abstention is None else abstention.reason


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (0.3, AbstentionReason.TOO_SHORT),
        (0.99, AbstentionReason.TOO_SHORT),
        (1.0, None),
        (60.0, None),
    ],
)
def test_less_than_a_second_of_speech(seconds: float, reason: AbstentionReason | None) -> None:
    assert _reason(not_an_answer(sound(voice_seconds=seconds))) is reason


def test_how_much_was_heard_is_said() -> None:
    abstention = not_an_answer(sound(voice_seconds=0.4))
    assert abstention is not None
    assert "0.4 seconds" in abstention.explanation


@pytest.mark.parametrize("kind", sorted(set(SoundKind) - {SoundKind.SPEECH, SoundKind.CLIPPED}))
def test_where_nobody_speaks_the_sound_is_the_reason(kind: SoundKind) -> None:
    abstention = not_an_answer(sound(kind, voice_seconds=0.0))
    assert abstention is not None
    assert abstention.reason.value == kind.value


@pytest.mark.parametrize("kind", sorted(set(SoundKind) - NEVER_VOICE))
def test_a_voice_is_transcribed_whatever_else_is_heard_but_in_a_crowd(kind: SoundKind) -> None:
    assert (not_an_answer(sound(kind)) is not None) is (kind is SoundKind.BABBLE)


DOUBTFUL = sorted(set(SoundKind) - NEVER_VOICE - {SoundKind.SPEECH, SoundKind.BABBLE})


@pytest.mark.parametrize("kind", DOUBTFUL)
@pytest.mark.parametrize(
    ("heard", "refused"),
    [
        (_heard(*[0.64] * 20), True),
        (_heard(*[0.65] * 20), False),
        (_heard(0.5, *[0.8] * 7), False),
        (_heard(), True),
        (_heard(*[0.1] * 3), True),
        (_heard(*[0.99] * 40), True),
    ],
    ids=["below the mean", "above it", "one word below", "no words", "three doubtful words", "stuck"],
)
def test_doubted_words_in_a_doubtful_sound_are_not_judged(
    kind: SoundKind, heard: Transcript, refused: bool
) -> None:
    abstention = not_made_out(heard, sound(kind))
    assert (abstention is not None) is refused
    assert abstention is None or abstention.reason.value == kind.value


def test_doubted_words_in_a_clear_sound_are_left_to_the_other_rules() -> None:
    assert not_made_out(_heard(*[0.1] * 20), sound()) is None


def test_foreign_words_in_noise_are_called_foreign() -> None:
    german = Transcript(_heard(*[0.4] * 20).words, "fake", language="de", language_probability=0.9)
    assert not_made_out(german, sound(SoundKind.TOO_NOISY)) is None


def test_an_answer_that_was_heard_is_not_among_those_that_were_not() -> None:
    assert {kind.value for kind in SoundKind} - UNHEARD == {"speech"}
    assert not {"off_topic", "not_english", "question_read_back", "not_judged"} & UNHEARD


@pytest.mark.parametrize(
    ("language", "probability", "reason"),
    [
        ("de", 0.8, AbstentionReason.NOT_ENGLISH),
        ("de", 0.79, None),
        ("en", 0.99, None),
        ("en", 0.1, None),
        (None, None, None),
        ("de", None, None),
    ],
)
def test_another_language_where_the_detector_is_sure(
    language: str | None, probability: float | None, reason: AbstentionReason | None
) -> None:
    assert _reason(not_english(_in_language(language, probability))) is reason


def test_too_few_words_and_a_loop_of_the_recogniser_tell_no_language() -> None:
    """Laughter becomes "ha ha ha", which the detector takes for Japanese."""
    assert not_english(_in_language("de", 0.99, words=MIN_WORDS)) is not None
    assert not_english(_in_language("de", 0.99, words=MIN_WORDS - 1)) is None
    laughter = tuple(Word("ha", probability=0.9) for _ in range(60))
    stuck = Transcript(laughter, "fake", language="ja", language_probability=0.97)
    assert not_english(stuck) is None
    assert _reason(poorly_heard(stuck)) is AbstentionReason.NOTHING_RECOGNISED
    assert _reason(not_made_out(stuck, sound(SoundKind.TOO_NOISY))) is AbstentionReason.TOO_NOISY


def test_a_language_without_spaces_is_told_from_its_letters() -> None:
    written = "\u8fd9\u662f\u4e00\u4e2a\u5f88\u957f\u7684\u56de\u7b54" * 5
    said = Transcript((Word(written),), TYPED, language="zh", language_probability=0.99)
    assert _reason(not_english(said)) is AbstentionReason.NOT_ENGLISH


def test_the_language_is_named() -> None:
    abstention = not_english(_in_language("de", 0.99))
    assert abstention is not None
    assert '"de"' in abstention.explanation


@pytest.mark.parametrize(
    ("transcript", "reason"),
    [
        (_heard(), AbstentionReason.NOTHING_RECOGNISED),
        (_heard(*[0.49] * 20), AbstentionReason.NOTHING_RECOGNISED),
        (_heard(*[0.25] * 10, *[0.8] * 10), None),
        (_heard(*[0.9] * 7), AbstentionReason.TOO_SHORT),
        (_heard(*[0.9] * 8), None),
        (_heard(*[None] * 7), AbstentionReason.TOO_SHORT),
        (_heard(*[None] * 8), None),
        (_heard(*[None] * 10, *[0.1] * 2), AbstentionReason.NOTHING_RECOGNISED),
        (_heard(0.1), AbstentionReason.NOTHING_RECOGNISED),
    ],
    ids=[
        "no words",
        "below the mean",
        "above the mean, half of them below",
        "seven words",
        "eight words",
        "seven typed",
        "eight typed",
        "only what is known counts",
        "doubt before length",
    ],
)
def test_words_that_cannot_be_judged(transcript: Transcript, reason: AbstentionReason | None) -> None:
    assert _reason(poorly_heard(transcript)) is reason


def test_the_number_of_words_is_said_in_good_english() -> None:
    one, seven = poorly_heard(_heard(None)), poorly_heard(_heard(*[None] * 7))
    assert one is not None
    assert "only 1 word," in one.explanation
    assert seven is not None
    assert "only 7 words," in seven.explanation


QUESTION = ["what", "is", "a", "hash", "map"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("what is a hash map", AbstentionReason.QUESTION_READ_BACK),
        ("map hash a is what", AbstentionReason.QUESTION_READ_BACK),
        ("what is a hash table", AbstentionReason.QUESTION_READ_BACK),
        ("what is a good table", None),
        ("hash map hash map hash map hash map then more", AbstentionReason.QUESTION_READ_BACK),
        ("hash map hash map hash map hash then and more", None),
        ("it finds values by key", None),
        ("", None),
    ],
)
def test_four_of_five_words_from_the_question_are_the_question(
    answer: str, reason: AbstentionReason | None
) -> None:
    assert _reason(read_back(answer.split(), QUESTION)) is reason


@pytest.mark.parametrize("fifths", range(1, 60))
def test_the_share_is_exact_at_every_length(fifths: int) -> None:
    own = ["new"] * fifths
    assert read_back(["hash"] * (4 * fifths) + own, QUESTION) is not None
    assert read_back(["hash"] * (4 * fifths - 1) + [*own, "new"], QUESTION) is None


@pytest.mark.parametrize(
    ("nearest", "told", "reason"),
    [
        (0.0, 0.0, AbstentionReason.OFF_TOPIC),
        (-1.0, 0.0, AbstentionReason.OFF_TOPIC),
        (OFF_TOPIC_BELOW - 0.01, OFF_TOPIC_TOLD - 0.01, AbstentionReason.OFF_TOPIC),
        (OFF_TOPIC_BELOW, 0.0, None),
        (0.0, OFF_TOPIC_TOLD, None),
        (1.0, 1.0, None),
    ],
    ids=["nothing", "the contrary of near", "below both", "near", "told in other words", "all"],
)
def test_another_topic_is_neither_near_nor_told(
    nearest: float, told: float, reason: AbstentionReason | None
) -> None:
    assert _reason(off_topic(nearest, told)) is reason


def test_an_answer_that_nobody_judged_says_how_to_have_it_judged() -> None:
    abstention = not_judged()
    assert abstention.reason is AbstentionReason.NOT_JUDGED
    assert "--judge none" in abstention.explanation


def test_every_explanation_is_a_sentence_that_says_what_to_do() -> None:
    abstentions = [
        not_an_answer(sound(voice_seconds=0.5)),
        *(not_an_answer(sound(kind, voice_seconds=0.0)) for kind in SoundKind if kind != "speech"),
        *(not_made_out(_heard(), sound(kind)) for kind in DOUBTFUL),
        not_english(_in_language("de", 1.0)),
        poorly_heard(_heard()),
        poorly_heard(_heard(*[0.1] * 9)),
        poorly_heard(Transcript(typed("too few"), engine="typed")),
        read_back(["hash"], QUESTION),
        off_topic(0.0, 0.0),
        not_judged(),
    ]
    for abstention in abstentions:
        assert abstention is not None
        assert abstention.explanation.endswith(".")
        assert any(
            verb in abstention.explanation
            for verb in ("Check", "nswer", "Speak", "Reduce", "Write", "Listen", "run ", "try again")
        ), abstention


@pytest.mark.parametrize(("different", "refused"), [(1, True), (4, True), (5, False), (30, False)])
def test_a_recogniser_that_got_stuck_is_not_believed(different: int, refused: bool) -> None:
    words = tuple(Word(f"w{number % different},", probability=0.99) for number in range(30))
    assert (poorly_heard(Transcript(words, "x")) is not None) is refused
