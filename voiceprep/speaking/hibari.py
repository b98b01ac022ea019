"""The default voice on Linux: hibari-tts, a small neural voice that runs many times faster than speech."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import threading
from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import Clip
from voiceprep.errors import MissingError
from voiceprep.speaking.interface import SpeakingError, UnspeakableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

VOICE = "heart"
"""The one voice inside the package; hibari would fetch every other from the network."""
SAMPLE_RATE = 24_000
"""Hz, the model's own."""
SEED = 7
"""Of the breath noise in the voice: the same text always gives the same clip."""


class HibariVoice:
    """hibari-tts with the packaged voice. Loading takes seconds: do it in the background."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._lexicon: Mapping[str, str] = {}
        # The greeting loads the voice in the background while the caller may ask it to speak already.
        self._lock = threading.RLock()

    @property
    def identity(self) -> str:
        try:
            return f"hibari-tts {metadata.version('hibari-tts')} {VOICE}"
        except metadata.PackageNotFoundError:
            return f"hibari-tts (not installed) {VOICE}"

    def load(self) -> None:
        """Read the model, about 230 MB in memory, once.

        Raises MissingError where the package is absent and SpeakingError where it is damaged.
        """
        with self._lock:
            if self._engine is not None:
                return
            try:
                hibari = importlib.import_module("hibari")
                voices = importlib.import_module("hibari.voices")
            except ImportError as cause:
                raise MissingError(
                    "The voice hibari-tts is not installed.", next_step='pip install "voiceprep[offline]"'
                ) from cause
            try:
                # An explicit file, found without its downloader: no version of the package may reach out.
                model = voices.voice_path(VOICE, download_missing=False)
                engine = hibari.Hibari(voice=VOICE, model=model)
                engine.phonemize("ready")  # reads the dictionaries, which otherwise delay the first word
            except Exception as cause:
                raise SpeakingError(
                    f"The voice hibari-tts is damaged ({cause}).",
                    next_step='pip install --force-reinstall "voiceprep[offline]", or --voice silent',
                ) from cause
            self._lexicon = read_lexicon()
            self._engine = engine

    def synthesise(self, text: str) -> Clip:
        """The text as 24 kHz sound. Raises MissingError and SpeakingError."""
        import numpy as np

        if not text.strip():
            return Clip(np.zeros(0, dtype=np.float32), sample_rate=SAMPLE_RATE, source=self.identity)
        with self._lock:
            self.load()
            try:
                samples = self._engine(respell(text, self._lexicon), seed=SEED)
            except Exception as cause:
                raise UnspeakableError(
                    f"The voice hibari-tts failed on this text ({cause}).",
                    next_step="Report the text, or go on with --voice silent.",
                ) from cause
        samples = np.clip(np.asarray(samples, dtype=np.float32), -1.0, 1.0)
        return Clip(samples, sample_rate=SAMPLE_RATE, source=self.identity)


def read_lexicon() -> Mapping[str, str]:
    """Words the voice says badly → how to write them for it: plain letters, or /phonemes/."""
    words: dict[str, str] = json.loads(_lexicon().read_bytes())["words"]
    return words


def edition() -> str:
    """What of ours decides how a text sounds: seed and lexicon, by the first 8 hex digits of its sha256."""
    return f"seed {SEED}, lexicon {hashlib.sha256(_lexicon().read_bytes()).hexdigest()[:8]}"


def _lexicon() -> Traversable:
    return resources.files("voiceprep.speaking").joinpath("lexicon.json")


def respell(text: str, lexicon: Mapping[str, str]) -> str:
    """`text` with every whole word of the lexicon replaced by its spelling for the voice.

    Entries all in capitals match only as written, so that "SHAP" is a method and "shap" is not; the
    others match in any case. The longest entry wins where two begin at the same letter.
    """
    if not lexicon:
        return text
    spelling = {_key(word): said for word, said in lexicon.items()}
    longest_first = sorted(lexicon, key=len, reverse=True)
    alternatives = (re.escape(w) if w.isupper() else f"(?i:{re.escape(w)})" for w in longest_first)
    whole_word = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")

    def replace(match: re.Match[str]) -> str:
        word = match.group()
        said = spelling.get(word) or spelling[word.lower()]
        return f"[{word}]({said})" if said.startswith("/") else said

    return whole_word.sub(replace, text)


def _key(word: str) -> str:
    return word if word.isupper() else word.lower()
