"""What delivery is compared with: bands and phrases from `delivery.toml`, which people may change."""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceprep.errors import SettingsError
from voiceprep.packaged import packaged_path
from voiceprep.storage import expanded

ENVIRONMENT_VARIABLE = "VOICEPREP_DELIVERY"
FILE = "delivery.toml"


@dataclass(frozen=True, slots=True)
class Band:
    """What is nothing to speak of."""

    low: float | None
    """None: nothing is too little."""
    high: float | None
    """None: nothing is too much."""
    evidence: str
    """How much stands behind it, in a word or two."""
    source: str


@dataclass(frozen=True, slots=True)
class Bands:
    """The whole file."""

    pace: Band
    """Words per minute, pauses included."""
    pause_from: float
    """Seconds from which on a silence is a pause."""
    long_pause_from: float
    """Seconds."""
    long_pauses: Band
    """How many inside clauses."""
    length: Band
    """Share of the target time."""
    filler_sounds: Band
    """Per minute."""
    filler_words: Band
    """Per minute."""
    loudness_spread: Band
    """LU."""
    recall: float
    """Share of the filler sounds that our count was measured to find."""
    precision: float
    """Share of what it counts, in speech with and without such sounds, that was measured to be there."""
    hedges: tuple[str, ...]
    """Lower case, words parted by single blanks."""
    filler_words_known: tuple[str, ...]
    """As `hedges`."""
    identity: str
    """First eight hex digits of the sha256 of the file."""


def load_bands(path: Path | None = None) -> Bands:
    """From `path`, or as named by environment, ./delivery.toml, the packaged file.

    Raises SettingsError that names file and fault.
    """
    path = _find() if path is None else path
    try:
        raw = path.read_bytes()
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except (OSError, ValueError) as cause:
        raise _fault(path, f"cannot be read as TOML ({cause})") from cause
    try:
        return _bands(document, hashlib.sha256(raw).hexdigest()[:8])
    except (KeyError, TypeError, ValueError) as cause:
        raise _fault(path, f"lacks an entry, or has a wrong one: {cause}") from cause


def _find() -> Path:
    if named := os.environ.get(ENVIRONMENT_VARIABLE):
        return expanded(named)
    here = Path(FILE)
    return here if here.is_file() else packaged_path(FILE)


def _bands(document: dict[str, Any], identity: str) -> Bands:
    measured, phrases = document["measured"], document["phrases"]
    return Bands(
        pace=_band(document["pace"]),
        pause_from=_number(document["pause"]["from"]),
        long_pause_from=_number(document["long_pause"]["from"]),
        long_pauses=_band(document["long_pause"]),
        length=_band(document["length"]),
        filler_sounds=_band(document["filler_sounds"]),
        filler_words=_band(document["filler_words"]),
        loudness_spread=_band(document["loudness_spread"]),
        recall=_number(measured["recall"]),
        precision=_number(measured["precision"]),
        hedges=_phrases(phrases["hedges"]),
        filler_words_known=_phrases(phrases["filler_words"]),
        identity=identity,
    )


def _band(entry: dict[str, Any]) -> Band:
    low, high = (_number(entry[name]) if name in entry else None for name in ("low", "high"))
    return Band(low, high, evidence=str(entry["evidence"]), source=str(entry["source"]))


def _number(value: Any) -> float:
    number = float(value)
    if not 0.0 <= number < float("inf"):
        raise ValueError(f"{value} is no number from 0 on")
    return number


def _phrases(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise TypeError("a list of phrases is wanted")
    return tuple(" ".join(one.lower().split()) for one in value)


def _fault(path: Path, what: str) -> SettingsError:
    return SettingsError(f"{path} {what}.", next_step="Mend the file, or take it away to use ours.")
