"""Two independent programs on the same weights must hear the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.transcription.conftest import REAL_CLIPS, SENTENCES
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.openai_whisper import OpenAIWhisper

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip

pytestmark = pytest.mark.models

CLIPS = [*SENTENCES, "long", *(path.stem for path in REAL_CLIPS)]


@pytest.fixture(scope="module")
def faster() -> FasterWhisper:
    return FasterWhisper(compute_type="float32")


@pytest.fixture(scope="module")
def original() -> OpenAIWhisper:
    return OpenAIWhisper()


@pytest.mark.parametrize("name", CLIPS)
def test_both_engines_hear_the_same(
    name: str, clips: dict[str, Clip], faster: FasterWhisper, original: OpenAIWhisper
) -> None:
    one, other = faster.transcribe(clips[name]), original.transcribe(clips[name])
    assert [word.text for word in one.words] == [word.text for word in other.words]
    assert one.language == other.language
    for mine, theirs in zip(one.words, other.words, strict=True):
        # Whisper's time grid is 20 ms; a difference in the last bits may move a word by a step or two.
        assert mine.start == pytest.approx(theirs.start, abs=0.1)
        assert mine.end == pytest.approx(theirs.end, abs=0.1)
        assert mine.probability == pytest.approx(theirs.probability, abs=0.01)
