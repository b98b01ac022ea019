"""Remarks on an answer that is scored although its sound, or what was made of it, is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.scoring.abstention import DOUBTFUL_MEAN_PROBABILITY
from voiceprep.scoring.confidence import word_confidence
from voiceprep.values import SoundKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.values import SoundQuality, Take


def sound_remark(sound: SoundQuality) -> str | None:
    """A few sentences for the person; None where the sound is in order."""
    remarks = {
        SoundKind.CLIPPED: "The recording is clipped "
        f"({sound.clipped_share or 0.0:.0%} of the voice is cut off). "
        "Lower the level of the microphone; words may be misheard.",
        SoundKind.TOO_NOISY: "The recording is noisy "
        f"(the voice is {sound.signal_to_noise or 0.0:.0f} dB above the noise). "
        "Reduce the noise or move closer; words may be misheard.",
        SoundKind.MUSIC: "Music plays in the recording. Switch it off; words may be misheard.",
        SoundKind.TOO_QUIET: f"The recording is very quiet ({sound.voice_level or 0.0:.0f} dBFS). "
        "Move closer to the microphone; words may be misheard.",
    }
    told = (remarks.get(sound.kind), damage_remark(sound))
    return " ".join(filter(None, told)) or None


def damage_remark(sound: SoundQuality | None) -> str | None:
    """What the file lacks; None where nothing is known to be missing."""
    if sound is None or sound.damage is None:
        return None
    return f"The file {sound.damage}, so words may be missing. Hand it in again."


def remark(take: Take) -> str | None:
    """All that makes a score doubtful, or may have kept an answer from one; None where nothing does."""
    told = _doubts(take) if take.content is not None else iter([damage_remark(take.sound)])
    return " ".join(filter(None, told)) or None


def _doubts(take: Take) -> Iterator[str | None]:
    misheard = sum(finding.verdict is Verdict.UNSURE for finding in take.findings)
    if misheard:
        yield f"{misheard} key point{'s' if misheard > 1 else ''} may have been misheard."
    confidence = word_confidence(take.transcript)
    if confidence is not None and confidence < DOUBTFUL_MEAN_PROBABILITY:
        yield "The recogniser was unsure of many words."
    yield None if take.sound is None else sound_remark(take.sound)
