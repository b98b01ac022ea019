"""Where sound that is still arriving may be cut, so that it can be transcribed before it is over.

Pure: per frame one probability of speech and one level go in, windows come out. The same frames give the
same windows, whether they come from a microphone one by one or from a file at once. Between windows only
silence is left out, in which recognisers invent words. What counts as silence has to be soft as well: the
detector of speech misses whole sentences in a noisy room.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.texture import FRAME
from voiceprep.audio.voice_activity import SPEECH_FROM, SPEECH_UNTIL

SHORTEST = 8.0
"""Seconds from which on a window may end. Shorter ones cost context: see docs/decisions/0012."""
LONGEST = 28.0
"""Seconds at which a window ends in any case: Whisper sees 30 at once."""
LONG_PAUSE = 0.5
"""Seconds without speech that end a window of the shortest length; the longer it is, the less it takes."""
SHORT_PAUSE = 0.1
"""Seconds that are enough when the window is nearly full."""
SOUND_FROM = 0.1
"""Probability of speech from which a frame is no silence: the detector gives soft words less than half."""
SOUND_BELOW_SPEECH = 6.0
"""dB below the mean level of speech down to which a frame is no silence, whatever the detector says."""
UNSPOKEN = 3.0
"""Seconds of sound without speech in a window that are not worth transcribing: a chair, a key, a breath."""
AFTER_SOUND = 0.3
"""Seconds that are kept after the last such frame of a window, and after which the last one is transcribed.
With 0.5 and 1.0 there were as many word errors and more of a wait (docs/decisions/0012)."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of sound to be transcribed by itself."""

    start: int
    """First sample."""
    end: int
    """One past the last sample."""
    sound_end: int
    """One past the last sample that is no silence: words after it are invented."""
    spoken: bool
    """Whether anybody speaks in it for certain."""


@dataclass(frozen=True, slots=True)
class _Frame:
    probability: float
    level: float
    sound: bool


class WindowCutter:
    """Follows the sound frame by frame, of `FRAME` samples each."""

    def __init__(self) -> None:
        self._begin = 0
        self._frames: list[_Frame] = []
        """Since `_begin`, the first frame that is in no window yet."""
        self._speaking = False
        self._quiet = 0
        self._silent = 0
        """Frames since the last that is no silence, whichever window they are in."""
        self._speech_frames = 0
        self._speech_level = 0.0

    def add(self, probability: float, level: float) -> Window | None:
        """Take the next frame into account; the window that is complete with it, if any.

        `probability`: of speech, 0 to 1; `level`: dBFS.
        """
        self._speaking = probability >= (SPEECH_UNTIL if self._speaking else SPEECH_FROM)
        if self._speaking:
            self._speech_frames += 1
            self._speech_level += (level - self._speech_level) / self._speech_frames
        as_loud = self._speech_frames > 0 and level >= self._speech_level - SOUND_BELOW_SPEECH
        self._quiet = 0 if self._speaking or as_loud else self._quiet + 1
        sound = as_loud or probability >= SOUND_FROM
        self._silent = 0 if sound else self._silent + 1
        self._frames.append(_Frame(probability, level, sound=sound))
        length = _seconds(len(self._frames))
        if length >= LONGEST:
            return self._cut(_quietest(self._frames))
        if length >= SHORTEST and _seconds(self._quiet) >= _pause(length):
            return self._cut(len(self._frames))
        return None

    def rest(self) -> Window | None:
        """The last window, if the sound ends here; None where nothing but silence is left."""
        return self._window(len(self._frames))

    @property
    def settled(self) -> bool:
        """Whether more silence would not change the rest."""
        return self.silent_for(AFTER_SOUND)

    def silent_for(self, seconds: float) -> bool:
        """Whether the last `seconds` are nothing but silence."""
        return self._silent >= _frames(seconds)

    def _cut(self, frames: int) -> Window | None:
        window = self._window(frames)
        self._begin += frames
        del self._frames[:frames]
        return window

    def _window(self, frames: int) -> Window | None:
        """The first frames; None where there is nothing in them that anybody could have said."""
        sound = [place for place in range(frames) if self._frames[place].sound]
        spoken = any(frame.probability >= SPEECH_FROM for frame in self._frames[:frames])
        if not sound or (not spoken and _seconds(len(sound)) < UNSPOKEN):
            return None
        sound_end = sound[-1] + 1
        end = min(frames, sound_end + _frames(AFTER_SOUND))
        first, last, quiet = (FRAME * (self._begin + place) for place in (0, end, sound_end))
        return Window(start=first, end=last, sound_end=quiet, spoken=spoken)


def _pause(length: float) -> float:
    """Seconds of silence that end a window of `length` seconds."""
    full = (length - SHORTEST) / (LONGEST - SHORTEST)
    return LONG_PAUSE + (SHORT_PAUSE - LONG_PAUSE) * full


def _quietest(frames: list[_Frame]) -> int:
    """One past the frame of the second half that is least likely to be speech; of several, the softest."""
    half = range(len(frames) // 2, len(frames))
    return 1 + min(half, key=lambda place: (frames[place].probability, frames[place].level))


def _frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME)


def _seconds(frames: int) -> float:
    return frames * FRAME / SAMPLE_RATE
