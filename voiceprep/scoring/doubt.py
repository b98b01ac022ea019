"""A remark on an answer that is scored although its sound is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.values import SoundKind

if TYPE_CHECKING:
    from voiceprep.values import SoundQuality


def sound_remark(sound: SoundQuality) -> str | None:
    """One or two sentences for the person; None where the sound is in order."""
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
    return remarks.get(sound.kind)
