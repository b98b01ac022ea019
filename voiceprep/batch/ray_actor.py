"""What lives on a node of a Ray cluster: a scorer, to which recordings come as bytes."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.batch.interface import Unusable
from voiceprep.batch.naming import ending_of
from voiceprep.errors import MissingError, StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.batch.interface import Done, MakesScorer, Scorer, Work


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has its scorer."""

    versions: Mapping[str, str]
    """Of what scores on its node, as `Scorer` has them."""


@dataclass(frozen=True, slots=True)
class TooSlow:
    """The worker is still at it, and of no use any more."""


class Actor:
    """Exceptions of ours do not travel well: what people have to know is a value."""

    def __init__(self, make_scorer: MakesScorer) -> None:
        # Made where it is used: an exception here would come back as the death of the actor.
        self._make_scorer = make_scorer
        self._scorer: Scorer | None = None

    def greet(self) -> Ready | Unusable:
        try:
            return Ready(self._made().versions)
        except (MissingError, StorageError) as failure:
            return Unusable.of(failure)

    def score(self, work: Work, files: Mapping[str, bytes], seconds: float) -> Done | Unusable | TooSlow:
        """`files`: the recording and what lies beside it, by ending. `seconds`: what it may take."""
        found: list[Done | Unusable | Exception] = []

        def run() -> None:
            try:
                found.append(self._scored(work, files))
            except (MissingError, StorageError) as failure:
                found.append(Unusable.of(failure))
            except Exception as fault:  # noqa: BLE001 (raised again in the thread that Ray listens to)
                found.append(fault)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(seconds)
        if not found:
            return TooSlow()
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    def _made(self) -> Scorer:
        if self._scorer is None:
            self._scorer = self._make_scorer()
        return self._scorer

    def _scored(self, work: Work, files: Mapping[str, bytes]) -> Done:
        with tempfile.TemporaryDirectory(prefix="voiceprep-") as folder:
            for ending, content in files.items():
                Path(folder, f"recording{ending}").write_bytes(content)
            here = Path(folder, f"recording{ending_of(work.path)}")
            return self._made().score(replace(work, path=str(here)))
