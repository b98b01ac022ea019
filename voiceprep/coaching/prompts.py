"""Load the interviewer's sentences from a folder of TOML files."""

from __future__ import annotations

import hashlib
import tomllib
import zlib
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from voiceprep.errors import PromptsError
from voiceprep.packaged import packaged_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PLACES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "interview.toml": {
        "greeting": frozenset({"count", "role"}),
        "welcome_back": frozenset({"count", "role"}),
        "first_question": frozenset({"number", "total"}),
        "next_question": frozenset({"number", "total"}),
        "last_question": frozenset({"number", "total"}),
        "only_question": frozenset({"number", "total"}),
        "asked_again": frozenset(),
        "think": frozenset({"seconds"}),
        "think_over": frozenset(),
        "thinking": frozenset(),
        "listening": frozenset({"limit"}),
        "listening_hands_free": frozenset({"limit", "patience"}),
        "end_phrase": frozenset(),
        "rate": frozenset(),
        "rate_aloud": frozenset(),
        "nudge": frozenset(),
        "countdown": frozenset({"seconds"}),
        "countdown_cancelled": frozenset(),
        "limit_near": frozenset({"seconds"}),
        "enter_only": frozenset(),
        "microphone_gone": frozenset({"gone", "now"}),
        "microphone_back": frozenset({"now"}),
        "microphone_lost": frozenset(),
        "time_over": frozenset(),
        "typing": frozenset({"limit"}),
        "playing": frozenset({"limit"}),
        "keys": frozenset({"repeat", "skip", "quit"}),
        "exam_keys": frozenset({"skip", "quit"}),
        "skipped": frozenset(),
        "pause": frozenset(),
        "pausing": frozenset({"repeat", "quit"}),
        "keys_after": frozenset({"again"}),
        "keys_after_part": frozenset({"again", "part", "what"}),
        "once_more": frozenset(),
        "only_point": frozenset({"seconds"}),
        "retake_situation": frozenset({"seconds"}),
        "retake_task": frozenset({"seconds"}),
        "retake_action": frozenset({"seconds"}),
        "retake_result": frozenset({"seconds"}),
        "follow_up": frozenset({"seconds"}),
        "follow_up_covered": frozenset({"covered", "seconds"}),
        "follow_up_said": frozenset({"quote", "seconds"}),
        "say_more": frozenset({"point"}),
        "say_more_open": frozenset(),
        "quitting": frozenset(),
        "cannot_go_on": frozenset(),
        "not_judged": frozenset({"reason"}),
        "exam_noted": frozenset(),
        "exam_result": frozenset({"number", "topic"}),
        "closing": frozenset({"answered", "strongest", "weakest"}),
        "closing_one": frozenset({"answered"}),
        "closing_none": frozenset(),
        "closing_unjudged": frozenset({"unjudged"}),
    },
    "feedback.toml": {
        "strength": frozenset({"quote", "claim"}),
        "strength_partly": frozenset({"quote", "claim"}),
        "fix_opposite": frozenset({"quote", "claim"}),
        "fix_opposite_experience": frozenset({"quote", "claim"}),
        "fix_partly": frozenset({"quote", "claim"}),
        "fix_partly_there": frozenset({"claim"}),
        "fix_unsure": frozenset({"quote", "claim"}),
        "fix_unsure_there": frozenset({"claim"}),
        "fix_missed": frozenset({"claim"}),
        "fix_missed_experience": frozenset({"claim"}),
        "fix_missed_after": frozenset({"claim", "own_words"}),
        "fix_missed_after_experience": frozenset({"claim", "own_words"}),
        "nothing_covered": frozenset({"claim"}),
        "nothing_covered_experience": frozenset({"claim"}),
        "all_covered": frozenset(),
        "all_covered_but": frozenset(),
        "delivery_hedged": frozenset({"quote"}),
        "delivery_long": frozenset({"seconds", "target"}),
        "delivery_short": frozenset({"seconds", "target"}),
        "delivery_pauses": frozenset({"count"}),
        "delivery_fast": frozenset({"pace"}),
        "delivery_slow": frozenset({"pace"}),
        "star_habit": frozenset(),
        "star_opinion": frozenset(),
        "star_plan": frozenset(),
        "star_no_action": frozenset(),
        "star_no_result": frozenset(),
        "star_no_situation": frozenset(),
        "star_no_task": frozenset(),
        "star_result_vague": frozenset(),
        "star_situation_short": frozenset({"share", "usual"}),
        "star_situation_long": frozenset({"share", "usual"}),
        "star_task_long": frozenset({"share", "usual"}),
        "star_action_short": frozenset({"share", "usual"}),
        "star_action_long": frozenset({"share", "usual"}),
        "star_result_long": frozenset({"share", "usual"}),
        "star_whole": frozenset(),
        "compared_gained": frozenset({"gained"}),
        "compared_lost": frozenset({"lost"}),
        "compared_both": frozenset({"gained", "lost"}),
        "compared_same": frozenset(),
        "point_covered": frozenset(),
        "point_partly": frozenset({"claim"}),
        "point_open": frozenset({"claim"}),
        "point_open_experience": frozenset({"claim"}),
        "point_opposite": frozenset({"claim"}),
        "point_opposite_experience": frozenset({"claim"}),
        "story_told": frozenset({"part"}),
        "story_vague": frozenset(),
        "story_missing": frozenset({"part"}),
    },
}
"""File → sentence → the places that it may use."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """All sentences of one manner."""

    sentences: Mapping[str, tuple[str, ...]]
    """Name → variants, at least one each."""
    manner: str = "own"
    """Name of the folder."""

    @property
    def identity(self) -> str:
        """Manner and the first eight hex digits of the sha256 of its sentences."""
        digest = hashlib.sha256(repr(sorted(self.sentences.items())).encode("utf-8", "replace"))
        return f"{self.manner} {digest.hexdigest()[:8]}"

    def say(self, name: str, *, seed: str = "", **places: str) -> str:
        """The sentence with its places filled; among variants the one that `seed` picks."""
        variants = self.sentences[name]
        chosen = variants[zlib.crc32(seed.encode("utf-8", "replace")) % len(variants)]
        return Template(chosen).substitute(places)


def load_prompts(folder: Path | None = None) -> Prompts:
    """The sentences in `folder`, or ours. Raises PromptsError that names file, entry and fault.

    Where there is no such folder, the name of one of our manners stands for it. A sentence that a folder
    lacks is that of the neutral manner: a person's copy stays of use when we have a sentence more to say.
    """
    ours = packaged_path("prompts")
    neutral = folder is None
    folder = ours / "neutral" if folder is None else folder
    if not folder.is_dir() and len(folder.parts) == 1 and (ours / folder).is_dir():
        folder = ours / folder
    if not folder.is_dir():
        raise _no_prompts(f"There is no folder of prompts at {folder}.")
    sentences: dict[str, tuple[str, ...]] = {}
    for file, places in _PLACES.items():
        sentences |= _sentences(folder / file, places)
    if not sentences:
        raise _no_prompts(f"{folder} holds no sentence: {' and '.join(_PLACES)} are looked for.")
    absent = [name for places in _PLACES.values() for name in places if name not in sentences]
    if absent and neutral:
        raise PromptsError(
            f"{folder} lacks {', '.join(absent)}.",
            next_step="Put back what is missing: every other manner falls back on this one.",
        )
    if absent:
        sentences = {**load_prompts().sentences, **sentences}
    return Prompts(sentences, manner=folder.resolve().name)


def _no_prompts(message: str) -> PromptsError:
    names = ", ".join(sorted(one.name for one in packaged_path("prompts").iterdir() if one.is_dir()))
    return PromptsError(
        message,
        next_step=f"Use one of {names}, or copy prompts/neutral and give your copy with --prompts DIR.",
    )


def _sentences(path: Path, places: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """What the file says; nothing where there is none. Raises PromptsError for what cannot be said."""
    document = _read(path)
    said = {
        name: _variants(path, name, document[name], known)
        for name, known in places.items()
        if name in document
    }
    if unknown := sorted(set(document) - set(places)):
        raise _fault(path, unknown[0], f"is not an entry; known are {', '.join(places)}")
    return said


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise PromptsError(
            f"{path} cannot be read as TOML: {cause}.",
            next_step="Mend the file; prompts/neutral shows the form.",
        ) from cause


def _variants(path: Path, name: str, value: object, places: frozenset[str]) -> tuple[str, ...]:
    variants = [value] if isinstance(value, str) else value
    if (
        not isinstance(variants, list)
        or not variants
        or not all(isinstance(v, str) and v.strip() for v in variants)
    ):
        raise _fault(path, name, "must be a sentence or a list of sentences")
    for variant in variants:
        template = Template(variant)
        if not template.is_valid():
            raise _fault(path, name, "has a stray $ (write $$ for a dollar sign)")
        if unknown := sorted(set(template.get_identifiers()) - places):
            known = ", ".join(f"${place}" for place in sorted(places)) or "none"
            raise _fault(path, name, f"uses ${unknown[0]}, which is not filled in here (known: {known})")
    return tuple(variants)


def _fault(path: Path, name: str, message: str) -> PromptsError:
    return PromptsError(
        f'{path}: "{name}" {message}.', next_step="Mend that entry; prompts/neutral shows the form."
    )
