"""Which windows of an answer are worth reading against a claim."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voiceprep.judging.lexical import content_stems, recall, terms_heard, tokens
from voiceprep.judging.plain import plain, plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from voiceprep.judging.interface import Claim, Embedder
    from voiceprep.judging.windows import Window

READ_BACK_SHARE = 0.7
"""A window is the question read back where at least this share of its word pairs stands in the question."""
RECALL_WEIGHT = 0.3
"""How far shared words count beside similarity when windows are proposed."""
PER_CLAIM = 3
"""Windows that are read against a claim that is worded in one way."""
PER_WORDED_CLAIM = 2
"""Windows that are read against a claim with other wordings, which find the place better and are read too."""
READ_WORDINGS = 2
"""Other wordings that are read beside the claim; a third changes little (docs/decisions/0026)."""
PER_MISCONCEPTION = 1
"""Windows that are read against a misconception, and against the claim as well."""
MIN_APART = 0.05
"""A claim and a misconception nearer than this differ by less than the embedding can resolve."""
FUNCTION_WORD_SHARE = 0.35
"""Connected English has 40 to 60 % function words; a list of keywords has hardly any."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Windows for one claim, best first, and what was measured while looking for them."""

    windows: tuple[int, ...]
    """Indices of the windows to read against the claim."""
    misconceptions: tuple[tuple[int, int], ...]
    """(misconception, window) pairs to read."""
    similarity: float
    """Highest mean cosine of the claim and its other wordings with a window, -1 to 1."""
    nearest: float
    """The same for the claim alone: what says whether an answer is about the subject at all."""
    recall: float
    """Highest share of the claim's words of content in a window, 0 to 1; the question's do not count."""
    echo: float
    """Where the nearest window lies between claim (0) and nearest misconception (1); 0 where none is."""
    connectedness: float
    """Share of function words in the first window against FUNCTION_WORD_SHARE, at most 1."""


def informative(windows: Sequence[Window], question: str) -> list[Window]:
    """The windows that say something, and more than the question did."""
    asked = _pairs(plain_words(question))
    kept = []
    for window in windows:
        said = _pairs(window.text.split())
        echoed = len(said & asked) / len(said) if said else 0.0
        if content_stems(window.text) and echoed < READ_BACK_SHARE:
            kept.append(window)
    return kept


def propose(
    claims: Sequence[Claim], windows: Sequence[Window], embedder: Embedder, *, question: str = ""
) -> list[Proposal]:
    """For each claim the windows nearest to it and to its misconceptions. `windows` must not be empty.

    Nearer than to the other claims, that is: what is near to all of them is only about the subject.
    """
    vector_of = _vectors(claims, windows, embedder)
    answer = _Answer(
        windows,
        np.stack([vector_of[window.text] for window in windows]),
        [content_stems(window.text) for window in windows],
    )
    asked = set(content_stems(question))
    nearness = np.stack([_nearness(answer, claim, vector_of) for claim in claims], axis=1)
    # The mean over all claims without the claim itself: nothing where it is the only one.
    to_others = (nearness.sum(axis=1, keepdims=True) - nearness) / len(claims)
    return [
        _propose(claim, answer, own, others, asked, vector_of)
        for claim, own, others in zip(claims, nearness.T, to_others.T, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Answer:
    """Its windows, their embeddings, shape (windows, dimensions), and their stems."""

    windows: Sequence[Window]
    vectors: NDArray[np.float32]
    stems: Sequence[Sequence[str]]


def _vectors(
    claims: Sequence[Claim], windows: Sequence[Window], embedder: Embedder
) -> dict[str, NDArray[np.float32]]:
    """Text → embedding, of all that is compared. In one call: texts of one length share a batch."""
    said = [window.text for window in windows]
    compared = [
        plain(text) for claim in claims for text in (claim.text, *claim.wordings, *claim.misconceptions)
    ]
    texts = list(dict.fromkeys([*said, *compared]))
    return dict(zip(texts, embedder.embed(texts), strict=True))


def _nearness(
    answer: _Answer, claim: Claim, vector_of: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Mean cosine of each window with the claim and its other wordings, shape (windows,)."""
    own = np.stack([vector_of[plain(text)] for text in (claim.text, *claim.wordings)])
    mean: NDArray[np.float32] = (answer.vectors @ own.T).mean(axis=1)
    return mean


def _propose(
    claim: Claim,
    answer: _Answer,
    to_claim: NDArray[np.float32],
    to_others: NDArray[np.float32],
    asked: AbstractSet[str],
    vector_of: Mapping[str, NDArray[np.float32]],
) -> Proposal:
    """`to_claim`, `to_others`: how near each window is to the claim and to the others, shape (windows,)."""
    statements = [plain(text) for text in (claim.text, *claim.misconceptions)]
    own = np.stack([vector_of[statement] for statement in statements])
    cosines = answer.vectors @ own.T
    wanted = [wanted_stems(statement, asked) for statement in statements]
    said = [_said(claim, *one) for one in zip(answer.windows, answer.stems, strict=True)]
    shared = np.array([[recall(one, window) for one in wanted] for window in said])
    near = np.column_stack([to_claim, cosines[:, 1:]])
    nearness = near + RECALL_WEIGHT * shared - to_others[:, None]
    chosen = _best(nearness[:, 0], PER_WORDED_CLAIM if claim.wordings else PER_CLAIM)
    wrong = tuple(
        (number, index)
        for number in range(len(claim.misconceptions))
        for index in _best(nearness[:, number + 1], PER_MISCONCEPTION)
    )
    return Proposal(
        # What a person says the wrong way round lies next to the misconception, not next to the claim.
        windows=tuple(dict.fromkeys([*chosen, *(index for _, index in wrong)])),
        misconceptions=wrong,
        similarity=float(to_claim.max()),
        nearest=float(cosines[:, 0].max()),
        recall=float(shared[:, 0].max()),
        echo=_echo(cosines, own),
        connectedness=connectedness(answer.windows[chosen[0]].text),
    )


def _echo(cosines: NDArray[np.float32], own: NDArray[np.float32]) -> float:
    """Difference of the cosines with misconception and claim, over what it is for the misconception itself.

    In the window nearest to any of the statements. `cosines`: window × (claim, misconceptions).
    """
    if len(own) == 1:
        return 0.0
    row = cosines[int(cosines.max(axis=1).argmax())]
    nearest = 1 + int(row[1:].argmax())
    apart = max(MIN_APART, 1.0 - float(own[0] @ own[nearest]))
    return min(1.0, max(0.0, float(row[nearest] - row[0]) / apart))


def _best(nearness: NDArray[np.float64], count: int) -> list[int]:
    """Indices of the highest values, best first; of equal ones the first."""
    return [int(index) for index in np.argsort(-nearness, kind="stable")[:count]]


def _said(claim: Claim, window: Window, stems: Sequence[str]) -> list[str]:
    """The window's stems; a term counts in any of its spoken forms."""
    return [*stems, *content_stems(" ".join(terms_heard(claim.terms, window.text)))]


def wanted_stems(text: str, asked: AbstractSet[str]) -> list[str]:
    """The content stems that the question did not give away; all of them where nothing else is left."""
    stems = content_stems(text)
    return [stem for stem in stems if stem not in asked] or stems


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))


def connectedness(text: str) -> float:
    """Share of function words against FUNCTION_WORD_SHARE, at most 1."""
    words = tokens(text)
    function_words = len(words) - len(content_stems(text))
    return min(1.0, function_words / len(words) / FUNCTION_WORD_SHARE) if words else 0.0
