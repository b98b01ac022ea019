"""Two independent programs on the same weights must hear the same words."""

from __future__ import annotations

from difflib import SequenceMatcher
from statistics import median

import jiwer
import pytest

from tests.transcription.conftest import REAL_CLIPS
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.judging.plain import plain
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear
from voiceprep.transcription.openai_whisper import OpenAIWhisper

pytestmark = pytest.mark.models

LONGEST = 40
"""Seconds of a clip that are heard: more than Whisper's window of 30."""
CLIPS = ["hash map", "long", *(path.stem for path in REAL_CLIPS[:1])]
"""One of several windows, a short one, and a person; `benchmarks/word_error_rate.py` takes many."""


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
    """One hears windows while they are spoken, the other everything at once."""
    clip = Clip(clips[name].samples[: LONGEST * SAMPLE_RATE])
    (_, one), (_, other) = hear(clip, faster), hear(clip, original)
    mine, theirs = plain(one.text).split(), plain(other.text).split()
    assert jiwer.wer(" ".join(theirs), " ".join(mine)) <= 0.04
    assert one.language == other.language
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    pairs = [
        (one.words[block.a + place].start, other.words[block.b + place].start)
        for block in blocks
        for place in range(block.size)
    ]
    apart = [abs(begin - start) for begin, start in pairs if begin is not None and start is not None]
    assert median(apart) <= 0.1
    # Whisper spreads the words around a pause into it; where a window begins is known.
    assert sorted(apart)[int(0.8 * len(apart))] <= 0.5
