"""Whisper base on CTranslate2 through the faster-whisper library: the default recogniser."""

from __future__ import annotations

import warnings
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.transcription.timed_words import MIN_SAMPLES, require_whisper_rate, timed_words
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip

WINDOW_FRAMES = 3000
"""Frames of 10 ms that Whisper's encoder sees at once: 30 s."""


class FasterWhisper:
    """Whisper base, greedy by default, English, with the language that was really spoken.

    `compute_type` is CTranslate2's name of the arithmetic ("int8", "float32"); `threads` None leaves the
    number to CTranslate2.
    """

    def __init__(
        self,
        model_dir: Path | None = None,
        *,
        compute_type: str = "int8",
        beam_size: int = 1,
        threads: int | None = None,
    ) -> None:
        self._model_dir = model_dir
        self._compute_type = compute_type
        self._beam_size = beam_size
        self._threads = threads
        self._model: Any = None

    @property
    def identity(self) -> str:
        weights = WHISPER_BASE.files[0].sha256[:8]
        return (
            f"faster-whisper {version('faster-whisper')} base {weights} {self._compute_type} "
            f"beam{self._beam_size}"
        )

    def load(self) -> None:
        if self._model is not None:
            return
        folder = resolve(WHISPER_BASE, explicit=self._model_dir)
        with warnings.catch_warnings():
            # A library's remarks to developers are no use to the person who practises.
            warnings.simplefilter("ignore")
            import faster_whisper

            try:
                self._model = faster_whisper.WhisperModel(
                    str(folder.path),
                    device="cpu",
                    compute_type=self._compute_type,
                    cpu_threads=self._threads or 0,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError, MemoryError) as cause:
                raise TranscriptionError(
                    f"faster-whisper could not load {folder.path} as {self._compute_type}: {cause}",
                    next_step="Close other programs if memory is short, or choose another --transcriber.",
                ) from cause

    def transcribe(self, clip: Clip) -> Transcript:
        require_whisper_rate(clip)
        if len(clip.samples) < MIN_SAMPLES:
            return Transcript(words=(), engine=self.identity)
        self.load()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._transcribe(clip)
        except (RuntimeError, ValueError, MemoryError) as cause:
            raise TranscriptionError(
                f"faster-whisper failed on {clip.source or 'the recording'}: {cause}",
                next_step="Try again; if it happens again, transcribe with --transcriber openai-whisper.",
            ) from cause

    def _transcribe(self, clip: Clip) -> Transcript:
        model = self._model
        encode = model.encode
        # Detection and the first window of the transcription encode the same 30 s, the dearest step of
        # a short answer. The library offers no way to hand the result over, so its one encoding method
        # is wrapped for the time of this call.
        model.encode = _remembering(encode)
        try:
            features = model.feature_extractor(clip.samples)
            # The library leaves the last frame out when it transcribes; without it, the windows are equal.
            first_window = features[..., : min(WINDOW_FRAMES, features.shape[-1] - 1)]
            language, probability, _ = model.detect_language(features=first_window)
            segments, _ = model.transcribe(
                clip.samples,
                language="en",
                beam_size=self._beam_size,
                # One temperature: the fallback to others draws at random, and can take many times as long.
                temperature=0.0,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=False,
            )
            words = timed_words(_heard(segments), clip.seconds)
        finally:
            model.encode = encode
        return Transcript(
            words=words,
            engine=self.identity,
            language=str(language),
            language_probability=float(probability),
        )


def _heard(segments: Any) -> Iterator[tuple[str, float, float, float]]:
    for segment in segments:
        for word in segment.words or ():
            yield word.word, word.start, word.end, word.probability


def _remembering(encode: Callable[[NDArray[np.float32]], Any]) -> Callable[[NDArray[np.float32]], Any]:
    """The same function, which returns its first result again where it is asked the same once more."""
    import numpy as np

    first: list[tuple[NDArray[np.float32], Any]] = []

    def remembered(features: NDArray[np.float32]) -> Any:
        if first and np.array_equal(first[0][0], features):
            return first[0][1]
        encoded = encode(features)
        if not first:
            first.append((features, encoded))
        return encoded

    return remembered
