"""A voice that keeps what it said: a sentence that was spoken once is there at once the next time.

Each sentence is a small WAV, named after the sha256 of its text, in a folder named after everything else
that decides its sound. Behind the WAV stand the 32 bytes of its own sha256, by which half a file or a spoilt
one is told from a whole one. The cache saves time and nothing else: where it cannot be read or written, the
voice speaks as without it.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import threading
import wave
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import to_int16

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.speaking.interface import Voice

FORM = "1"
"""Raised where the files themselves change."""
LIMIT = 100_000_000
"""Bytes of all voices together: about half an hour of speech. What was not used for longest goes first."""
_DIGEST = 32
"""Bytes of a sha256."""


def nobody(_remark: str) -> None:
    """For those who want to hear nothing about the cache."""


class CachedVoice:
    """`inner` with a memory on disk. `inner` is loaded when a sentence is not known yet.

    `edition` names what decides the sound besides the identity of `inner`, such as its lexicon. Sound is kept
    with 16 bits; a sentence that is new is rounded to that as well, so that it always sounds the same.
    """

    def __init__(
        self,
        inner: Voice,
        folder: Path,
        *,
        edition: str = "",
        limit: int = LIMIT,
        remark: Callable[[str], None] = nobody,
    ) -> None:
        self._inner = inner
        self._root = folder
        self._edition = edition
        self._limit = limit
        self._remark = remark
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return self._inner.identity

    def load(self) -> None:
        """Return at once where this very voice has spoken here before; else load it.

        Raises what loading the inner voice raises.
        """
        with suppress(OSError):
            if next(self._folder().glob("*.wav"), None) is not None:
                return
        self._inner.load()

    def synthesise(self, text: str) -> Clip:
        """The text as sound, from disk where it is there. Raises what the inner voice raises."""
        import numpy as np

        if not text.strip():
            return self._inner.synthesise(text)
        path = self._folder() / f"{_short_hash(text)}.wav"
        with self._lock:
            if (known := self._read(path)) is not None:
                return known
            fresh = self._inner.synthesise(text)
            samples = to_int16(fresh)
            self._keep(path, _wav(samples.tobytes(), fresh.sample_rate))
        return Clip(samples.astype(np.float32) / 32768.0, fresh.sample_rate, self.identity)

    def _folder(self) -> Path:
        return self._root / _short_hash(f"{FORM}\n{self._inner.identity}\n{self._edition}")

    def _read(self, path: Path) -> Clip | None:
        """The sentence; None where it is not there, or not whole."""
        import numpy as np

        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as cause:
            self._remark(f"The cached sentence {path} cannot be read ({cause}).")
            return None
        wav, digest = content[:-_DIGEST], content[-_DIGEST:]
        if hashlib.sha256(wav).digest() != digest:
            self._remark(f"The cached sentence {path} is damaged; it is made anew.")
            return None
        with suppress(OSError):  # a cache that is read-only makes no room either
            os.utime(path)
        with wave.open(io.BytesIO(wav), "rb") as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            return Clip(samples.astype(np.float32) / 32768.0, file.getframerate(), self.identity)

    def _keep(self, path: Path, wav: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(wav + hashlib.sha256(wav).digest())
                Path(temporary).replace(path)
            finally:
                Path(temporary).unlink(missing_ok=True)
            self._make_room(path)
        except OSError as cause:
            self._remark(f"A spoken sentence cannot be cached in {path.parent} ({cause}).")

    def _make_room(self, newest: Path) -> None:
        """Delete what was used longest ago, of whatever voice, until the rest fits."""
        found = []
        for file in self._root.glob("*/*"):
            with suppress(FileNotFoundError):  # another interview makes room as well
                stat = file.stat()
                found.append((file != newest, -stat.st_mtime, stat.st_size, file))
        total = 0
        for _, _, size, file in sorted(found):
            total += size
            if total > self._limit and file != newest:
                file.unlink(missing_ok=True)


def _wav(frames: bytes, sample_rate: int) -> bytes:
    """16-bit mono."""
    whole = io.BytesIO()
    with wave.open(whole, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sample_rate)
        out.writeframes(frames)
    return whole.getvalue()


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
