"""Transcribe an answer in the background while it is being spoken."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from voiceprep.errors import VoiceprepError
from voiceprep.heap import give_back_memory
from voiceprep.transcription.end_phrase import PHRASE_SILENCE
from voiceprep.transcription.hearing import Hearing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.transcription.interface import Transcriber
    from voiceprep.values import Word

OnWords = Callable[["tuple[Word, ...]"], None]
"""Called in the background with all words so far."""


def no_words(_words: tuple[Word, ...]) -> None:
    """For those who wait for the end."""


class WhileSpeaking:
    """Hears in a thread of its own, so that neither the microphone nor the screen ever waits for it.

    The thread is no daemon: the recogniser crashes a program that ends under it. It begins with the first
    samples, so that whoever breaks off before has none to stop; after `stop` it ends as soon as the window in
    hand is transcribed.

    `on_words` is called each time that there are more of them, `on_silence` once in each silence of
    `PHRASE_SILENCE`, as soon as all that was said before it is known and nothing has arrived since.
    """

    def __init__(
        self, transcriber: Transcriber, *, on_words: OnWords = no_words, on_silence: OnWords = no_words
    ) -> None:
        self._transcriber = transcriber
        self._on_words, self._on_silence = on_words, on_silence
        self._silent = False
        self._blocks: queue.SimpleQueue[NDArray[np.float32] | None] = queue.SimpleQueue()
        self._over = threading.Event()
        self._hearing: Hearing | None = None
        self._thread: threading.Thread | None = None

    def add(self, samples: NDArray[np.float32]) -> None:
        """Take the next 16 kHz samples, shape (n,); returns at once."""
        self._blocks.put(samples)
        self._begin()

    def stop(self) -> None:
        """Begin nothing new; returns at once."""
        self._over.set()
        self._blocks.put(None)

    def end(self) -> Hearing | None:
        """What was heard, when the work in hand is done; None where that failed.

        A failure here is no verdict: whoever assesses the recording meets it again, and tells it.
        """
        self.stop()
        self._begin().join()
        return self._hearing

    def _begin(self) -> threading.Thread:
        """The thread, running."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voiceprep-hearing")
            self._thread.start()
        return self._thread

    def _run(self) -> None:
        try:
            hearing = Hearing(self._transcriber)
            busy = False
            while not self._over.is_set():
                self._listen(hearing, wait=not busy)
                self._tell_silence(hearing)
                busy = not self._over.is_set() and hearing.work()
                if busy:
                    give_back_memory()
                if busy and not self._over.is_set():
                    self._on_words(hearing.words())
            self._hearing = hearing
        except VoiceprepError:
            self._hearing = None

    def _tell_silence(self, hearing: Hearing) -> None:
        """Once, as it begins to count."""
        before, self._silent = self._silent, hearing.silent_for(PHRASE_SILENCE)
        if self._silent and not before and not self._over.is_set():
            self._on_silence(hearing.words())

    def _listen(self, hearing: Hearing, *, wait: bool) -> None:
        """Hear what has come; if asked to, wait until something comes or the answer is over."""
        with suppress(queue.Empty):
            block = self._blocks.get(block=wait)
            while block is not None:
                hearing.add(block)
                block = self._blocks.get_nowait()
