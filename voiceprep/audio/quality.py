"""What sort of sound a recording is: speech, or what stands in its place or in its way.

Voice activity says when somebody speaks; a few numbers say what there is besides, and whether the voice can
be trusted. The rules are plain thresholds, applied in the order in which they stand, each with what was
measured. `benchmarks/audio_gate.py` shows how far they hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.texture import FRAME, crowd, levels, texture
from voiceprep.audio.voice_level import above_noise, mean_level
from voiceprep.values import SoundKind, SoundQuality

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip
    from voiceprep.audio.texture import Texture
    from voiceprep.audio.voice_activity import Segment

    Samples = NDArray[np.float32]
    Levels = NDArray[np.float64]

SOUND_RULES = "3"
"""Version of these rules, for the record of a result."""
MIN_VOICE_SECONDS = 1.0
"""Less voice than this in a recording is a cough or a click, not an answer."""
MIN_WORD_SECONDS = 0.25
"""Less voice than this in all is not even one word."""
STRAY_SHARE = 0.1
STANDS_OUT = 3.0
"""Voice activity for less than this share of the time, and by less than these dB louder than the rest, takes
music or noise for a voice. A voice as loud as the noise behind it makes both 3 dB louder than the noise."""
DROWNED = 1.2
"""The same for voice activity of any length: noise 5 dB above a voice leaves it 1.5 to 2 dB, noise 8 dB above
it 0.4 to 1.2. There Whisper base makes up whole sentences, and believes in them."""
AWAY = 0.2
"""Seconds from all voice at which the rest begins: voice activity begins and ends a little late or early."""
REST_FRAMES = 10
"""With fewer frames away from all voice, 0.3 s, nothing is known of the rest."""

# Where nobody speaks.
SILENT_BELOW = -60.0
"""dBFS of the louder moments: a microphone's own noise, or nothing."""
EVEN_SPREAD = 12.0
"""dB between louder and quieter moments; where so faint a sound varies more, it may be a voice."""
STEADY_SPREAD = 8.0
"""The same for noise: hiss that drifts had up to 6.4, more it is no longer steady."""
STEADY_BAND = 2.1
"""Standard deviation of the level in a band, dB: noise had 1.1 to 2.0, a voice in hiss as loud 2.2."""
SUDDEN_FROM = 0.8
"""Share of the energy in a twentieth of the time: keyboards had 0.85 to 0.99; drums may too, with a beat."""
TONAL_FROM = 0.12
"""Share of the energy in notes: recorded music had 0.12 to 0.47, most other sounds 0.07 and less."""
BEAT_FROM = 0.6
"""Drums had 0.69 and more, what is no music up to 0.44."""
QUIET_BELOW = -45.0
"""dBFS of the louder moments below which a sound without a voice may be one too far away."""

# Where somebody speaks.
CROWD_SECONDS = 8.0
"""Seconds of voice from which on a crowd is told from one person, who says a sentence without a pause too."""
CROWD_SHARE = 0.94
"""Share of the time with voice: four to eight people hardly ever leave a gap, one person takes breath."""
CROWD_SPREAD = 18.5
"""dB between louder and quieter moments: one person sinks by 18 and more between syllables, in echoes 13."""
CROWD_UNSTEADY = 5.0
"""dB by which the quietest quarter varies in a band: crowds had 5.7 and more, hiss behind a voice 2.8."""
CROWD_PERIODIC = 0.9
"""How clear the pitch is: four people had 0.68 to 0.9, eight 0.56 to 0.68, a single voice mostly more."""
MUSIC_WITHIN = 15.0
"""dB below the voice within which music is in its way."""
MUSIC_TONAL_FROM = 0.22
"""Share of the energy in notes, with the voice: long vowels alone had up to 0.2."""
CLIPPED_FROM = 0.01
"""Share of samples at the ceiling: sound recordings had 0.0017 and less, one from a bad microphone 0.0054."""
NOISY_BELOW = 8.0
"""dB of the voice above the quietest tenth. In hiss 10 dB below the voice Whisper base misheard one word in
ten or fewer, in hiss 5 dB below it up to one in four."""
FAINT_BELOW = -50.0
"""dBFS of the voice. Whisper base understood voices at -70, so this is worth no more than a remark."""
CEILING_QUANTILE = 0.9995
CEILING_PART = 0.95
"""What reaches this part of the amplitude that one voiced sample in 2000 exceeds is at the ceiling."""
OPENING_SECONDS = 0.8
"""In which the tone that begins an answer is over: it must not make clicks or music of a silence."""
EXCERPT_SECONDS = 60.0
"""Of long recordings, beginning, middle and end of this length each are looked at closely."""


def sound_quality(clip: Clip, speech: Sequence[Segment]) -> SoundQuality:
    """How a 16 kHz clip sounds. `speech`: when somebody speaks, by voice activity."""
    import numpy as np

    samples = (
        clip.samples - np.float32(np.mean(clip.samples, dtype=np.float64)) if clip.seconds else clip.samples
    )
    level = levels(samples)
    speech = _believed(level, speech, clip.seconds)
    voiced, rest = _when(len(level), speech)
    voice = [samples[int(one.start * SAMPLE_RATE) : int(one.end * SAMPLE_RATE)] for one in speech]
    seconds = _seconds(speech)
    voice_level = mean_level(level[voiced]) if voiced.any() else None
    quality = SoundQuality(
        kind=SoundKind.SPEECH,
        voice_seconds=round(seconds, 2),
        voice_share=round(seconds / clip.seconds, 3) if seconds > 0 else 0.0,
        voice_level=voice_level,
        rest_level=_rest_level(level[rest]),
        signal_to_noise=None if voice_level is None else above_noise(voice_level, level),
        clipped_share=_clipped_share(voice) if any(map(len, voice)) else None,
        damage=clip.damage,
    )
    if seconds == 0:
        return replace(quality, kind=_instead_of_voice(texture(_excerpt(_behind_opening(samples)))))
    if seconds < MIN_VOICE_SECONDS:
        return quality
    return replace(quality, kind=_doubt(quality, samples, voice))


def _behind_opening(samples: Samples) -> Samples:
    """Without the moment in which our own tone sounds, where something is left."""
    start = round(OPENING_SECONDS * SAMPLE_RATE)
    return samples[start:] if len(samples) >= 2 * start else samples


def _instead_of_voice(heard: Texture) -> SoundKind:
    """What sort of sound it is where nobody speaks."""
    steady = heard.spread <= STEADY_SPREAD and heard.unsteady <= STEADY_BAND
    kind = SoundKind.TOO_NOISY
    if heard.loud < SILENT_BELOW:
        kind = SoundKind.SILENCE if heard.spread <= EVEN_SPREAD else SoundKind.TOO_QUIET
    elif steady:
        kind = SoundKind.HISS
    elif heard.sudden >= SUDDEN_FROM and heard.beat < BEAT_FROM:
        kind = SoundKind.CLICKS
    elif heard.tonal >= TONAL_FROM or heard.beat >= BEAT_FROM:
        kind = SoundKind.MUSIC
    elif heard.loud < QUIET_BELOW:
        kind = SoundKind.TOO_QUIET
    return kind


def _doubt(quality: SoundQuality, samples: Samples, voice: Sequence[Samples]) -> SoundKind:
    """What makes the words of a voice doubtful."""
    ratio, level = quality.signal_to_noise or 0.0, quality.voice_level or 0.0
    kind = SoundKind.SPEECH
    if _crowded(quality, voice):
        kind = SoundKind.BABBLE
    elif ratio < MUSIC_WITHIN and texture(_excerpt(samples)).tonal >= MUSIC_TONAL_FROM:
        kind = SoundKind.MUSIC
    elif (quality.clipped_share or 0.0) >= CLIPPED_FROM:
        kind = SoundKind.CLIPPED
    elif ratio < NOISY_BELOW:
        kind = SoundKind.TOO_NOISY
    elif level < FAINT_BELOW:
        kind = SoundKind.TOO_QUIET
    return kind


def _crowded(quality: SoundQuality, voice: Sequence[Samples]) -> bool:
    """Whether the voice never pauses, hardly sinks between syllables, and has no pitch of its own."""
    import numpy as np

    if quality.voice_seconds < CROWD_SECONDS or quality.voice_share < CROWD_SHARE:
        return False
    heard = crowd(_excerpt(np.concatenate(voice)))
    return (
        heard.spread <= CROWD_SPREAD and heard.unsteady >= CROWD_UNSTEADY and heard.periodic <= CROWD_PERIODIC
    )


def _believed(level: Levels, speech: Sequence[Segment], seconds: float) -> Sequence[Segment]:
    """The speech, or none where voice activity took noise for a voice, or hears one that noise drowns."""
    import numpy as np

    voiced, rest = _when(len(level), speech)
    voice_seconds = _seconds(speech)
    if voice_seconds < MIN_WORD_SECONDS:
        return ()
    if not voiced.any() or rest.sum() < REST_FRAMES:
        return speech
    rare = voice_seconds < MIN_VOICE_SECONDS or voice_seconds < STRAY_SHARE * seconds
    louder = mean_level(level[voiced]) - float(np.median(level[rest]))
    return speech if louder >= (STANDS_OUT if rare else DROWNED) else ()


def _seconds(speech: Sequence[Segment]) -> float:
    return sum((segment.end - segment.start for segment in speech), 0.0)


def _when(frames: int, speech: Sequence[Segment]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """In which frames somebody speaks, and which are away from all speech; some are neither."""
    import numpy as np

    middle = (np.arange(frames) + 0.5) * FRAME / SAMPLE_RATE
    voiced, near = np.zeros(frames, dtype=bool), np.zeros(frames, dtype=bool)
    for segment in speech:
        voiced |= (middle >= segment.start) & (middle < segment.end)
        near |= (middle >= segment.start - AWAY) & (middle < segment.end + AWAY)
    return voiced, ~near


def _excerpt(samples: Samples) -> Samples:
    """The samples, or beginning, middle and end of many."""
    import numpy as np

    length = int(EXCERPT_SECONDS * SAMPLE_RATE)
    if len(samples) <= 3 * length:
        return samples
    middle = (len(samples) - length) // 2
    return np.concatenate([samples[:length], samples[middle : middle + length], samples[-length:]])


def _clipped_share(voice: Sequence[Samples]) -> float:
    import numpy as np

    size = np.concatenate([np.abs(part) for part in voice])
    # Their order is of no interest, and a copy of minutes costs time and memory.
    ceiling = np.quantile(size, CEILING_QUANTILE, overwrite_input=True)
    return round(float(np.mean(size >= CEILING_PART * ceiling)), 4) if ceiling > 0 else 0.0


def _rest_level(rest: Levels) -> float | None:
    import numpy as np

    return round(float(np.median(rest)), 1) if len(rest) >= REST_FRAMES else None
