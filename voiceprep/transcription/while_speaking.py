"""Transcribe an answer in the background while it is being spoken."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from voiceprep.errors import VoiceprepError
from voiceprep.heap import give_back_memory
from voiceprep.transcription.hearing import Hearing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.transcription.interface import Transcriber
    from voiceprep.values import Word


class OnWords(Protocol):
    """Called in the background with all words so far, each time that there are more."""

    def __call__(self, words: tuple[Word, ...], *, silent: bool) -> None:
        """`silent`: whether nothing was heard after them."""
        ...


def no_words(words: tuple[Word, ...], *, silent: bool) -> None:
    """For those who wait for the end."""


class WhileSpeaking:
    """Hears in a thread of its own, so that neither the microphone nor the screen ever waits for it.

    The thread is no daemon: the recogniser crashes a program that ends under it. After `stop` it ends as
    soon as the window in hand is transcribed.
    """

    def __init__(self, transcriber: Transcriber, *, on_words: OnWords = no_words) -> None:
        self._transcriber = transcriber
        self._on_words = on_words
        self._blocks: queue.SimpleQueue[NDArray[np.float32] | None] = queue.SimpleQueue()
        self._over = threading.Event()
        self._hearing: Hearing | None = None
        self._thread = threading.Thread(target=self._run, name="voiceprep-hearing")
        self._thread.start()

    def add(self, samples: NDArray[np.float32]) -> None:
        """Take the next 16 kHz samples, shape (n,); returns at once."""
        self._blocks.put(samples)

    def stop(self) -> None:
        """Begin nothing new; returns at once."""
        self._over.set()
        self._blocks.put(None)

    def end(self) -> Hearing | None:
        """What was heard, when the work in hand is done; None where that failed.

        A failure here is no verdict: whoever assesses the recording meets it again, and tells it.
        """
        self.stop()
        self._thread.join()
        return self._hearing

    def _run(self) -> None:
        try:
            hearing = Hearing(self._transcriber)
            busy = False
            while not self._over.is_set():
                self._listen(hearing, wait=not busy)
                busy = not self._over.is_set() and hearing.work()
                if busy:
                    give_back_memory()
                if busy and not self._over.is_set():
                    self._on_words(hearing.words(), silent=hearing.silent)
            self._hearing = hearing
        except VoiceprepError:
            self._hearing = None

    def _listen(self, hearing: Hearing, *, wait: bool) -> None:
        """Hear what has come; if asked to, wait until something comes or the answer is over."""
        with suppress(queue.Empty):
            block = self._blocks.get(block=wait)
            while block is not None:
                hearing.add(block)
                block = self._blocks.get_nowait()
