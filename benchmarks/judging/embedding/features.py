"""What is measured about one claim in one window of an answer."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from voiceprep.judging.lexical import content_stems, recall, terms_heard
from voiceprep.judging.retrieval import MIN_APART, RECALL_WEIGHT, connectedness, wanted_stems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from voiceprep.judging.interface import Claim, Embedder
    from voiceprep.judging.windows import Window

READ_BACK_SHARE = 0.8
"""A window is the question read back where at least this share of its content words is the question's."""
ECHO_SIMILARITY = 0.55
"""Below this cosine a window has nothing to do with a misconception, and which of two claims it is farther
from means nothing."""
SIBLING_MARGIN = 0.05
"""A window must be nearer to the misconception than to every sibling claim by this much to echo it."""
WORD_COST = 0.002
"""What each further word of a window costs when the best one is picked: of two that say the same, the
shorter is the better quote."""


@dataclass(frozen=True, slots=True)
class Features:
    """One claim against its best window. Field order is the order of the calibrated coefficients."""

    similarity: float
    """Cosine of claim and window, -1 to 1."""
    recall: float
    """Share of the claim's content words that the window has, 0 to 1; the question's words do not count."""
    echo: float
    """Where the window lies between claim (0 or below, cut to 0) and nearest misconception (1)."""
    connectedness: float
    """Share of function words in the window against FUNCTION_WORD_SHARE, 0 to 1."""

    def row(self) -> tuple[float, ...]:
        """The values in coefficient order."""
        return tuple(astuple(self))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The best window for one claim, and what was measured there."""

    features: Features
    window: Window
    terms: tuple[str, ...]
    """Terms of the claim that the window uses."""


def informative(windows: Sequence[Window], question: str) -> list[Window]:
    """The windows that say more than the question did."""
    asked = set(content_stems(question))
    kept = []
    for window in windows:
        stems = content_stems(window.text)
        if stems and (not asked or sum(stem in asked for stem in stems) < READ_BACK_SHARE * len(stems)):
            kept.append(window)
    return kept


def best_evidence(
    claims: Sequence[Claim], windows: Sequence[Window], embedder: Embedder, *, question: str = ""
) -> list[Evidence]:
    """For each claim the window that comes nearest to it or to one of its misconceptions.

    `windows` must not be empty.
    """
    stems = [content_stems(window.text) for window in windows]
    asked = set(content_stems(question))
    vectors = embedder.embed([window.text for window in windows])
    own = [embedder.embed([claim.text, *claim.misconceptions]) for claim in claims]
    to_claims = vectors @ np.array([statements[0] for statements in own]).T
    found = []
    for number, claim in enumerate(claims):
        cosines = vectors @ own[number].T
        best, terms, shared = _best_window(claim, windows, cosines, stems, asked)
        siblings = np.delete(to_claims[best], number)
        found.append(
            Evidence(
                features=Features(
                    similarity=float(cosines[best, 0]),
                    recall=shared,
                    echo=_echo(cosines[best], own[number], siblings),
                    connectedness=connectedness(windows[best].text),
                ),
                window=windows[best],
                terms=terms,
            )
        )
    return found


def _best_window(
    claim: Claim,
    windows: Sequence[Window],
    cosines: NDArray[np.float32],
    stems: Sequence[Sequence[str]],
    asked: AbstractSet[str],
) -> tuple[int, tuple[str, ...], float]:
    """Index of the window to look at, the claim's terms in it, and the recall of the claim there.

    `cosines`: window × (claim, misconceptions).
    """
    heard = [terms_heard(claim.terms, window.text) for window in windows]
    said = [[*found, *content_stems(" ".join(terms))] for found, terms in zip(stems, heard, strict=True)]
    statements = [wanted_stems(text, asked) for text in (claim.text, *claim.misconceptions)]

    def nearness(index: int, statement: int) -> float:
        return float(cosines[index, statement]) + RECALL_WEIGHT * recall(statements[statement], said[index])

    # What a person says the wrong way round lies next to the misconception, not next to the claim.
    best = max(
        range(len(windows)),
        key=lambda index: (
            max(nearness(index, statement) for statement in range(len(statements)))
            - WORD_COST * (windows[index].last - windows[index].first)
        ),
    )
    return best, heard[best], recall(statements[0], said[best])


def _echo(cosines: NDArray[np.float32], own: NDArray[np.float32], siblings: NDArray[np.float32]) -> float:
    """Difference of the cosines with misconception and claim, over what it is for the misconception itself.

    0 where the window is about as near to a sibling claim (cosines in `siblings`) as to the misconception:
    then it speaks of that sibling, and rightly.
    """
    if len(cosines) == 1:
        return 0.0
    nearest = 1 + int(cosines[1:].argmax())
    if cosines[nearest] < max([ECHO_SIMILARITY, *(siblings + SIBLING_MARGIN)]):
        return 0.0
    apart = max(MIN_APART, 1.0 - float(own[0] @ own[nearest]))
    return min(1.0, max(0.0, float(cosines[nearest] - cosines[0]) / apart))
