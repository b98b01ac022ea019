"""The original openai-whisper on the same weights as the default recogniser: a second opinion.

Its own weights are not in the package registry. The CTranslate2 file holds the same numbers, so they
are read from there; nothing is downloaded, and its tokenizer comes with the package.
"""

from __future__ import annotations

import importlib.util
import json
import warnings
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from voiceprep.errors import MissingError
from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.transcription.timed_words import MIN_SAMPLES, require_whisper_rate, timed_words
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from voiceprep.audio.clip import Clip

INSTALL = 'pip install "voiceprep[whisper]"'


class OpenAIWhisper:
    """Whisper base in float32 on torch, greedy by default, English, with the language really spoken."""

    def __init__(self, model_dir: Path | None = None, *, beam_size: int = 1) -> None:
        self._model_dir = model_dir
        self._beam_size = beam_size
        self._model: Any = None

    @property
    def identity(self) -> str:
        try:
            installed = version("openai-whisper")
        except PackageNotFoundError:
            installed = "(not installed)"
        weights = WHISPER_BASE.files[0].sha256[:8]
        return f"openai-whisper {installed} base {weights} float32 beam{self._beam_size}"

    @property
    def longest(self) -> None:
        """Any length at once."""

    def load(self) -> None:
        if self._model is not None:
            return
        if importlib.util.find_spec("whisper") is None:
            raise MissingError("openai-whisper is not installed.", next_step=INSTALL)
        folder = resolve(WHISPER_BASE, explicit=self._model_dir)
        with warnings.catch_warnings():
            # A library's remarks to developers are no use to the person who practises.
            warnings.simplefilter("ignore")
            try:
                self._model = _build(folder.path)
            except ImportError as cause:
                raise MissingError(f"openai-whisper cannot be used: {cause}", next_step=INSTALL) from cause
            except (RuntimeError, ValueError, MemoryError) as cause:
                raise TranscriptionError(
                    f"openai-whisper could not load {folder.path}: {cause}",
                    next_step="Close other programs if memory is short (1.3 GB are needed), "
                    "or use --transcriber faster-whisper.",
                ) from cause

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        del before  # it hears everything at once
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
                f"openai-whisper failed on {clip.source or 'the recording'}: {cause}",
                next_step="Try again; if it happens again, transcribe with --transcriber faster-whisper.",
            ) from cause

    def _transcribe(self, clip: Clip) -> Transcript:
        from whisper.audio import N_FRAMES, N_SAMPLES, log_mel_spectrogram

        mel = log_mel_spectrogram(clip.samples, self._model.dims.n_mels, padding=N_SAMPLES)
        _, languages = self._model.detect_language(mel[:, :N_FRAMES])
        language = max(languages, key=languages.__getitem__)
        heard = self._model.transcribe(
            clip.samples,
            # None prints nothing, neither text nor a progress bar.
            verbose=None,
            language="en",
            # In this library a beam of 1 is a search of its own; None is plain greedy decoding.
            beam_size=self._beam_size if self._beam_size > 1 else None,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=False,
        )
        return Transcript(
            words=timed_words(_heard(heard), clip.seconds),
            engine=self.identity,
            language=str(language),
            language_probability=float(languages[language]),
        )


def _build(folder: Path) -> Any:
    """The torch model with the weights and alignment heads of the CTranslate2 model in `folder`."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    from voiceprep.transcription.ctranslate2_weights import (
        read_variables,
        whisper_dimensions,
        whisper_state,
    )

    variables = read_variables(folder / "model.bin")
    dimensions = ModelDimensions(**whisper_dimensions(variables))
    model = Whisper(dimensions)
    model.load_state_dict(
        {name: torch.from_numpy(values) for name, values in whisper_state(variables).items()}
    )
    # Word times come from these attention heads; the config names them as (layer, head).
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    heads = torch.zeros(dimensions.n_text_layer, dimensions.n_text_head, dtype=torch.bool)
    for layer, head in config["alignment_heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


def _heard(result: dict[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    for segment in result["segments"]:
        for word in segment["words"]:
            yield word["word"], word["start"], word["end"], word["probability"]
