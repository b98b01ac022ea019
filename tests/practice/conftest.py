"""Settings for the tests of an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import AllVoice
from voiceprep import interview as interview_module
from voiceprep.transcription import hearing

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """No wait after our own voice, and a detector to which the fakes' constant sound is a voice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interview_module, "TAIL_GUARD_SECONDS", 0.0)
        patch.setattr(hearing, "VoiceActivity", AllVoice)
        yield
