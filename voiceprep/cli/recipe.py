"""The engines of `score`, as something that travels to a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voiceprep.cli.setup import build_assessor

if TYPE_CHECKING:
    from voiceprep.assessor import Assessor
    from voiceprep.bands import Bands
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import Bank


@dataclass(frozen=True, slots=True)
class AssessorRecipe:
    """What was chosen on the command line; makes an assessor where it is called.

    Files of this machine are read already: where it is called, others may lie, or none.
    """

    bank: Bank
    transcriber: str
    judge: str
    embedder: str
    prompts: Prompts
    bands: Bands
    fillers: bool
    star: bool
    threads: int | None = None
    """Of every engine; None leaves it to them."""

    def __call__(self) -> Assessor:
        return build_assessor(
            bank=self.bank,
            transcriber=self.transcriber,
            judge=self.judge,
            embedder=self.embedder,
            prompts=self.prompts,
            bands=self.bands,
            fillers=self.fillers,
            star=self.star,
            threads=self.threads,
        )

    def for_workers(self, threads: int) -> AssessorRecipe:
        """The same for one of several workers; questions come with the works."""
        return replace(self, bank=replace(self.bank, questions=()), threads=threads)
