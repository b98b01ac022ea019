"""The engines of an assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceprep.bands import Bands, load_bands

if TYPE_CHECKING:
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.judging.interface import Judge
    from voiceprep.storytelling.interface import StoryReader
    from voiceprep.transcription.interface import Transcriber


@dataclass(frozen=True, slots=True)
class Assessor:
    """The engines that an assessment needs, chosen once."""

    transcriber: Transcriber
    judge: Judge
    prompts: Prompts
    bank_version: str
    """Identity of the bank that the questions come from."""
    bands: Bands = field(default_factory=load_bands)
    """What delivery is compared with."""
    fillers: bool = True
    """Whether filled pauses are counted, which takes a second look at the recording."""
    story_reader: StoryReader | None = None
    """Who reads how an answer is told (STAR); None for nobody."""
    star_for_all: bool = False
    """Whether that is looked at whatever the kind of question, or only where an experience is asked for."""

    def load(self) -> None:
        """Load every engine now instead of at the first answer."""
        self.transcriber.load()
        self.judge.load()
        if self.story_reader is not None:
            self.story_reader.load()
