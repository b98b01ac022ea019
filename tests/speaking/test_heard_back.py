"""Our own voice, heard by our own recogniser: who cannot follow a question cannot answer it."""

from __future__ import annotations

import pytest

from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.speaking.hibari import HibariVoice
from voiceprep.transcription.faster_whisper import FasterWhisper


@pytest.mark.models
@pytest.mark.filterwarnings("ignore:.*english.json.*")  # whisper's normaliser leaves it open
def test_our_questions_for_machine_learning_engineers_are_understood() -> None:
    # Here, because torch comes with it, which takes seconds and which the fast tests do without.
    from benchmarks.voice_heard_back import TARGET, by_role

    bank = load_bank(packaged_path("questions.json"))
    questions = [question for question in bank.questions if question.role == "ml-engineer"]
    assert len(questions) == 20
    heard = by_role(questions, HibariVoice(), FasterWhisper())["ml-engineer"]
    assert heard["words"] > 400
    assert heard["word_error_rate"] <= TARGET
