"""What the recogniser's encoder made of the last windows."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.audio.clip import Clip

ENCODINGS = 16
"""Windows whose encoding is kept, 1.5 MB each: to encode anew costs as much as to decode."""


class Encodings:
    """Each is needed twice, for the words and for the filled pauses, and no more after these.

    For use by several threads: filled pauses of one answer are counted while the next one is heard.
    """

    def __init__(self) -> None:
        self._kept: dict[bytes, tuple[Any, int]] = {}
        self._lock = threading.Lock()

    def of(self, clip: Clip, encode: Callable[[], tuple[Any, int]]) -> tuple[Any, int]:
        """That of the clip, with its frames; made now where it is not kept."""
        key = _key(clip)
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = encode()
            with self._lock:
                while len(self._kept) >= ENCODINGS:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = found
        return found

    def forget(self, clip: Clip) -> None:
        with self._lock:
            self._kept.pop(_key(clip), None)


def _key(clip: Clip) -> bytes:
    return hashlib.blake2b(clip.samples.tobytes()).digest()
