"""Sound in, words out: the same for an answer that is still being spoken and for one that lies on the disk.

The sound is cut in pauses (`windows.py`) and every window transcribed by itself, as soon as it is complete.
When the answer ends, only the last few seconds are left. The same samples give the same words, to the last
bit, however they arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.texture import FRAME, levels
from voiceprep.audio.voice_activity import SPEECH_FROM, Segment, VoiceActivity, speech_segments
from voiceprep.transcription.arriving import ArrivingSound
from voiceprep.transcription.windows import Window, WindowCutter
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.transcription.interface import Transcriber

INVENTED_BELOW = 0.5
"""Mean probability of the words after the last sound of a window, or of a window in which nobody speaks for
certain, below which nobody said them."""
UNWRITTEN = 2.0
"""Seconds of speech behind the last word of a window from which on it is heard a second time from there."""
HEARING_IDENTITY = (
    "Silero v6 at -8 dBFS, windows of 8 to 28 s and 0.3 s behind, "
    "doubtful words in silence dropped, what was left out heard again"
)
"""What decides which stretches of a recording are transcribed, for the record of a result."""


@dataclass(frozen=True, slots=True)
class Speech:
    """When somebody speaks in a clip."""

    probabilities: tuple[float, ...]
    """Of speech, one per frame of 32 ms."""
    segments: tuple[Segment, ...]

    @property
    def seconds(self) -> float:
        """Of speech in all."""
        return sum(segment.end - segment.start for segment in self.segments)


class Hearing:
    """One answer. Not for use by two threads at once.

    Everything that works raises AudioError where speech cannot be told from silence, and what
    `Transcriber.transcribe` raises.
    """

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber
        self._begin()

    def _begin(self) -> None:
        import numpy as np

        self._activity = VoiceActivity()
        self._cutter = WindowCutter()
        self._sound = ArrivingSound(np.zeros(0, dtype=np.float32))
        self._framed = 0
        self._probabilities: list[float] = []
        self._windows: list[Window] = []
        self._known: dict[Window, Transcript] = {}

    def add(self, samples: NDArray[np.float32]) -> None:
        """Take 16 kHz samples, shape (n,), into account. Cheap: nothing is transcribed yet."""
        self._sound.add(samples)
        self._look()

    def _look(self) -> None:
        """For speech, in the frames that are complete by now."""
        whole = (len(self._sound) - self._framed) // FRAME * FRAME
        frames = self._sound.samples[self._framed : self._framed + whole].reshape(-1, FRAME)
        self._framed += whole
        if not whole:
            return
        probabilities = self._activity.probabilities(frames).tolist()
        self._probabilities += probabilities
        for probability, level in zip(probabilities, levels(frames.reshape(-1)).tolist(), strict=True):
            window = self._cutter.add(probability, level)
            if window is not None:
                self._windows.append(window)

    def work(self) -> bool:
        """Transcribe the next window; between them, what will be the last one if nothing more is said.

        False where there is nothing to do at the moment.
        """
        if self._transcriber.longest is None:
            return False
        todo = [window for window in self._windows if window not in self._known]
        rest = self._cutter.rest()
        if not todo and self._cutter.settled and rest is not None and rest not in self._known:
            todo = [rest]
        for window in todo[:1]:
            self._known[window] = self._transcribe(window)
        return bool(todo)

    def silent_for(self, seconds: float) -> bool:
        """Whether everything that was heard is transcribed, and that much silence has followed."""
        return self._cutter.silent_for(seconds) and all(one in self._known for one in self._so_far())

    def words(self) -> tuple[Word, ...]:
        """The words so far, in order; the last ones may yet change if the person speaks on."""
        known = [self._known[one] for one in self._so_far() if one in self._known]
        return tuple(word for transcript in known for word in transcript.words)

    def _so_far(self) -> list[Window]:
        """All windows, with what will be the last one if nothing more is said."""
        rest = self._cutter.rest()
        return self._windows if rest is None else [*self._windows, rest]

    def close(self, clip: Clip) -> Speech:
        """The whole answer, as it lies on the disk: what was not heard yet is heard now.

        Where something else was heard than the clip holds, everything begins anew.
        """
        import numpy as np

        heard = self._sound.samples
        if not np.array_equal(heard, clip.samples[: len(heard)]):
            self._begin()
        self._sound = ArrivingSound(clip.samples)
        self._look()
        return Speech(tuple(self._probabilities), tuple(speech_segments(self._probabilities)))

    def transcript(self, clip: Clip) -> Transcript:
        """All words of the clip that `close` was given."""
        windows = self._so_far()
        if self._transcriber.longest is None:
            return self._whole(clip, windows)
        for window in windows:
            if window not in self._known:
                self._known[window] = self._transcribe(window)
        return _joined([self._known[one] for one in windows], self._transcriber.identity)

    @property
    def probabilities(self) -> tuple[float, ...]:
        """Of speech, one per frame of 32 ms, so far."""
        return tuple(self._probabilities)

    def windows(self) -> tuple[tuple[float, Clip], ...]:
        """Start in seconds and sound of every window of the clip that `close` was given."""
        return tuple(
            (one.start / SAMPLE_RATE, Clip(self._sound.samples[one.start : one.end]))
            for one in self._so_far()
        )

    def _whole(self, clip: Clip, windows: Sequence[Window]) -> Transcript:
        """For engines that want everything at once: the clip without the silence at its end."""
        if not windows:
            return Transcript(words=(), engine=self._transcriber.identity)
        spoken = replace(clip, samples=clip.samples[: windows[-1].end])
        heard = self._transcriber.transcribe(spoken)
        last = next((window for window in reversed(windows) if window.spoken), windows[-1])
        return replace(heard, words=_said(heard.words, last))

    def _transcribe(self, window: Window) -> Transcript:
        earlier = [one for one in self._windows if one.end <= window.start]
        before = self._known[earlier[-1]].text if earlier else ""
        clip = Clip(self._sound.stretch(window.start, window.end))
        heard = self._transcriber.transcribe(clip, before=before)
        words = [_later(word, window.start / SAMPLE_RATE) for word in heard.words]
        if (start := self._left_out(window, words)) is not None:
            rest = Clip(self._sound.stretch(start, window.end))
            more = self._transcriber.transcribe(rest, before=heard.text)
            words += [_later(word, start / SAMPLE_RATE) for word in more.words]
        return replace(heard, words=_said(words, window))

    def _left_out(self, window: Window, words: Sequence[Word]) -> int | None:
        """The sample from which on speech has no words; None where all of it has.

        Whisper now and then ends a text at the end of a sentence, with another one still to come.
        """
        end = words[-1].end if words else None
        if end is None:
            return None
        first, last = (round(sample / FRAME) for sample in (end * SAMPLE_RATE, window.end))
        speaking = sum(one >= SPEECH_FROM for one in self._probabilities[first:last])
        return first * FRAME if speaking * FRAME / SAMPLE_RATE >= UNWRITTEN else None


def hear(clip: Clip, transcriber: Transcriber) -> tuple[Speech, Transcript]:
    """A clip that is complete."""
    hearing = Hearing(transcriber)
    return hearing.close(clip), hearing.transcript(clip)


def _said(words: Iterable[Word], window: Window) -> tuple[Word, ...]:
    """The words without those that the recogniser made up after the last sound.

    Whisper goes on writing where the sound has ended: "and so we are going to ...", with times piled up at
    the end and hardly any probability. Doubtful words there are dropped, likely ones kept: a soft last word
    escapes the speech detector now and then.
    """
    heard = tuple(words)
    limit = 2.0 * window.sound_end / SAMPLE_RATE if window.spoken else 0.0
    kept = next(
        (
            place
            for place, word in enumerate(heard)
            if word.start is not None and word.end is not None and word.start + word.end > limit
        ),
        len(heard),
    )
    after = [word.probability for word in heard[kept:] if word.probability is not None]
    return heard[:kept] if after and sum(after) / len(after) < INVENTED_BELOW else heard


def _later(word: Word, shift: float) -> Word:
    if word.start is None or word.end is None:
        return word
    return replace(word, start=round(word.start + shift, 3), end=round(word.end + shift, 3))


def _joined(parts: Sequence[Transcript], engine: str) -> Transcript:
    """The windows' words in a row, in the language of the first window with words."""
    words = tuple(word for part in parts for word in part.words)
    told = next((part for part in parts if part.words and part.language is not None), None)
    if told is None:
        return Transcript(words=words, engine=engine)
    return replace(told, words=words, engine=engine)
