"""Whisper base on CTranslate2 through the faster-whisper library: the default recogniser."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve
from voiceprep.transcription.encodings import Encodings
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.transcription.timed_words import MIN_SAMPLES, require_whisper_rate, timed_words
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip

DECODING_RULES = "2"
"""Counts up whenever anything here, or in `timed_words`, changes what is heard, so that what a batch has kept
of before is not taken for it."""
FULL_CONTEXT = 3000
"""Frames of 10 ms that Whisper's encoder was trained on: 30 s, whatever the length of the speech."""
SHORT_CONTEXT = 1500
"""Frames that are enough for it. With 1000 it repeats itself; with 1500 it makes as many errors as with 3000
on our clips, at half the cost (docs/decisions/0012)."""
MARGIN = 200
"""Frames of silence behind the speech."""
TOKENS_PER_SECOND = 8
"""Nobody speaks faster: a transcript that reaches this got stuck."""
BEFORE_TOKENS = 200
"""What of the words before is shown to the decoder; it takes 223."""
MAX_COMPRESSION = 2.4
"""Ratio of a text's length to its compressed length from which on it repeats itself, Whisper's own figure."""
NO_SPEECH, DOUBTFUL = 0.6, -1.0
"""Probability of no speech above which, and mean log probability of the tokens below which, together, nobody
spoke in a window: Whisper's own figures."""
LOST_BELOW, LIKELIER_BY = -0.9, 0.3
"""Mean log probability of the tokens of a window below which it is heard again without the words before,
and by how much that has to be likelier to be taken. Shown "ask not what your country can do for you", Whisper
made one word of "ask what you can do for your country" (-0.9), and hears it all without (-0.4)."""
FILLED = "Um, so, uh, I was, um, you know, uh, yeah."
"""What is shown as the words before, so that the decoder writes filled pauses down, too."""
BEHIND = 25
"""States of 20 ms behind the clip that the decoder sees when it writes verbatim; it need not see them all."""
FILLED_SHARE, FILLED_TOKENS = 1.3, 12
"""A verbatim text may have so many times the tokens of the plain one, and some more; then it got stuck."""
PREPENDED, APPENDED = "\"'([{-", "\"'.,!?:)]}"
"""Punctuation that belongs to the word behind it, or in front of it."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What the decoder made of a window."""

    tokens: list[int]
    """Of words."""
    likely: float
    """Mean log probability of all tokens."""
    stuck: bool
    """Whether it goes on and on; then the text is none."""


class FasterWhisper:
    """Whisper base, greedy by default, English, with the language that was really spoken.

    `compute_type` is CTranslate2's name of the arithmetic ("int8", "float32"). One of the `threads` is the
    fastest: a token is too little work to be shared out (docs/decisions/0012).
    """

    def __init__(
        self,
        model_dir: Path | None = None,
        *,
        compute_type: str = "int8",
        beam_size: int = 1,
        threads: int = 1,
    ) -> None:
        self._model_dir = model_dir
        self._compute_type = compute_type
        self._beam_size = beam_size
        self._threads = threads
        self._model: Any = None
        self._tokenizer: Any = None
        self._suppressed: list[int] = []
        self._encodings = Encodings()

    @property
    def longest(self) -> float:
        """What the encoder sees."""
        return FULL_CONTEXT / 100.0

    @cached_property
    def identity(self) -> str:
        # Once: every window asks for it, and versions are read from the disk.
        weights = WHISPER_BASE.files[0].sha256[:8]
        return (
            f"faster-whisper {version('faster-whisper')} on ctranslate2 {version('ctranslate2')}, "
            f"rules {DECODING_RULES}, base {weights} {self._compute_type} beam{self._beam_size}"
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
                    cpu_threads=self._threads,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError, MemoryError) as cause:
                raise TranscriptionError(
                    f"faster-whisper could not load {folder.path} as {self._compute_type}: {cause}",
                    next_step="Close other programs if memory is short, or choose another --transcriber.",
                ) from cause

            from faster_whisper.tokenizer import Tokenizer
            from faster_whisper.transcribe import get_suppressed_tokens

            self._tokenizer = Tokenizer(
                self._model.hf_tokenizer, multilingual=True, task="transcribe", language="en"
            )
            self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        require_whisper_rate(clip)
        if clip.seconds > self.longest:
            raise ValueError(f"{clip.seconds} s at once; transcription.hearing cuts longer clips")
        if len(clip.samples) < MIN_SAMPLES:
            return Transcript(words=(), engine=self.identity)
        self.load()
        with self._failures(clip):
            return self._transcribe(clip, before)

    def verbatim(self, clip: Clip, heard: str) -> str:
        self.load()
        with self._failures(clip):
            encoded, frames = self._encoded(clip)
            self._encodings.forget(clip)
            most = FILLED_TOKENS + round(FILLED_SHARE * len(self._tokenizer.encode(heard)))
            written = self._generated(_cut(encoded, frames // 2 + BEHIND), before=FILLED, most=most)
            return str(self._tokenizer.decode(written.tokens)).strip()

    @contextmanager
    def _failures(self, clip: Clip) -> Iterator[None]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        except (RuntimeError, ValueError, MemoryError) as cause:
            raise TranscriptionError(
                f"faster-whisper failed on {clip.source or 'the recording'}: {cause}",
                next_step="Try again; if it happens again, transcribe with --transcriber openai-whisper.",
            ) from cause

    def _transcribe(self, clip: Clip, before: str) -> Transcript:
        encoded, frames = self._encoded(clip)
        # The language is known from the words before, and asking costs a tenth of the time.
        found = () if before else self._model.model.detect_language(encoded)[0][:1]
        written = self._decode(encoded, frames, before)
        if written.stuck:
            # What it was trained on, and nothing in front that it could go on repeating.
            seen, _ = self._features(clip)
            encoded = self._model.encode(seen)
            written = self._decode(encoded, frames, before="")
        elif before and written.likely < LOST_BELOW:
            again = self._decode(encoded, frames, before="")
            if not again.stuck and again.likely > written.likely + LIKELIER_BY:
                written = again
        return Transcript(
            words=timed_words(self._aligned(written.tokens, encoded, frames), clip.seconds),
            engine=self.identity,
            language=next((language.strip("<|>") for language, _ in found), None),
            language_probability=next((float(probability) for _, probability in found), None),
        )

    def _features(self, clip: Clip) -> tuple[NDArray[np.float32], int]:
        """What the encoder sees, 30 s of it, and how many frames of 10 ms are the clip's."""
        import numpy as np

        features = self._model.feature_extractor(clip.samples)
        # The library, too, leaves the last frame out: it is made of padding.
        frames = features.shape[-1] - 1
        seen = np.zeros((features.shape[0], FULL_CONTEXT), dtype=np.float32)
        seen[:, :frames] = features[:, :frames]
        return seen, frames

    def _encoded(self, clip: Clip) -> tuple[Any, int]:
        """The clip as the decoder reads it, and its frames; the last few are kept."""

        def encode() -> tuple[Any, int]:
            seen, frames = self._features(clip)
            context = min(FULL_CONTEXT, max(SHORT_CONTEXT, frames + MARGIN))
            return self._model.encode(seen[:, :context]), frames

        return self._encodings.of(clip, encode)

    def _decode(self, encoded: Any, frames: int, before: str) -> _Written:
        """What it writes at the pace of speech; it is stuck, too, where it says the same again and again."""
        from faster_whisper.transcribe import get_compression_ratio

        written = self._generated(encoded, before=before, most=20 + frames * TOKENS_PER_SECOND // 100)
        repeats = get_compression_ratio(self._tokenizer.decode(written.tokens)) > MAX_COMPRESSION
        return replace(written, stuck=written.stuck or repeats)

    def _generated(self, encoded: Any, *, before: str, most: int) -> _Written:
        """What it writes, of at most so many tokens in all; it is stuck where there are that many."""
        context = self._tokenizer.encode(" " + before)[-BEFORE_TOKENS:] if before else []
        prompt = self._model.get_prompt(self._tokenizer, context)
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam_size,
            max_length=len(prompt) + most,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        written = result.sequences_ids[0]
        mean_log_probability = result.scores[0] * len(written) / (len(written) + 1)
        if result.no_speech_prob > NO_SPEECH and mean_log_probability < DOUBTFUL:
            return _Written([], mean_log_probability, stuck=False)
        tokens = [token for token in written if token < self._tokenizer.eot]
        return _Written(tokens, mean_log_probability, stuck=len(written) >= most)

    def _aligned(
        self, tokens: list[int], encoded: Any, frames: int
    ) -> Iterator[tuple[str, float, float, float]]:
        """Words with their times, from the attention of the decoder."""
        part: dict[str, Any] = {"seek": 0, "start": 0.0, "end": frames / 100.0, "tokens": tokens}
        self._model.add_word_timestamps([[part]], self._tokenizer, encoded, frames, PREPENDED, APPENDED, 0.0)
        for word in part["words"]:
            yield word["word"], word["start"], word["end"], word["probability"]


def _cut(encoded: Any, states: int) -> Any:
    """The first states of the encoding: reading less of it is most of what a short text costs."""
    import ctranslate2
    import numpy as np

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(np.array(encoded)[:, :states]))
