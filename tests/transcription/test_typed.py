"""Typed words as a transcript."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceprep.scoring.abstention import not_english, poorly_heard
from voiceprep.transcription.typed import typed_transcript

ENGLISH = (
    "A hash table stores each value under a key and finds it again in constant time, even when there are "
    "very many entries in it. When two keys share a bucket, both are kept there in a short list."
)
GERMAN = (
    "Eine Hashtabelle legt jeden Wert unter einem Schlüssel ab und findet ihn danach in konstanter Zeit "
    "wieder, auch wenn sehr viele Einträge darin liegen. Teilen sich zwei Schlüssel ein Fach, bleiben beide."
)
SPANISH = (
    "Una tabla hash guarda cada valor bajo una clave y después lo encuentra en tiempo constante, aunque haya "
    "muchísimas entradas en ella. Cuando dos claves comparten un lugar, se guardan las dos en una lista."
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a key finds it", ["a", "key", "finds", "it"]),
        ("  a\tkey,\n\nfinds   it!  ", ["a", "key,", "finds", "it!"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words_are_what_stands_between_blanks(text: str, words: list[str]) -> None:
    assert [word.text for word in typed_transcript(text).words] == words


def test_typed_words_have_no_times_and_no_probabilities() -> None:
    transcript = typed_transcript(ENGLISH)
    assert transcript.engine == "typed"
    assert all(word.start is word.end is word.probability is None for word in transcript.words)


def test_nothing_typed_has_no_language() -> None:
    transcript = typed_transcript(" ")
    assert (transcript.language, transcript.language_probability) == (None, None)


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (GERMAN, "de"), (SPANISH, "es")])
def test_a_paragraph_shows_its_language(text: str, language: str) -> None:
    transcript = typed_transcript(text)
    assert transcript.language == language
    assert transcript.language_probability is not None
    assert transcript.language_probability > 0.9


def test_only_the_english_paragraph_can_be_judged() -> None:
    refused = {}
    for text in (ENGLISH, GERMAN, SPANISH):
        transcript = typed_transcript(text)
        assert transcript.language is not None
        refused[transcript.language] = not_english(transcript)
    assert [language for language, abstention in refused.items() if abstention is None] == ["en"]


@pytest.mark.parametrize("text", ["ok", "L1", "1 2 3", "???", "dropout", "gradient descent"])
def test_a_few_words_are_never_refused_for_their_language(text: str) -> None:
    """Too few letters to tell; their number is what they are refused for."""
    transcript = typed_transcript(text)
    assert not_english(transcript) is None
    assert poorly_heard(transcript) is not None


@given(st.text())
@settings(deadline=None)  # the first call loads the detector
def test_any_text_keeps_all_its_words(text: str) -> None:
    transcript = typed_transcript(text)
    assert transcript.text == " ".join(text.split())
    probability = transcript.language_probability
    assert probability is None or 0.0 <= probability <= 1.0 + 1e-6
