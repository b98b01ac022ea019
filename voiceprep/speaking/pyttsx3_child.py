"""Runs in a process of its own: text on stdin → WAV file. Started by `pyttsx3.py`, never imported by it.

pyttsx3 speaks from callbacks of C libraries that cannot be stopped or started twice, so every text gets a
fresh process, which the parent can kill. Usage: `python -P pyttsx3_child.py [WAV]`; without a path it only
checks that a synthesiser is there.
"""

from __future__ import annotations

import importlib
import sys

NO_LIBRARY = 21
"""Exit code: the Python package pyttsx3 is absent."""
NO_SYNTHESISER = 22
"""Exit code: pyttsx3 is there, the system's speech synthesiser is not."""
WORDS_PER_MINUTE = 200
"""pyttsx3's own default; espeak's is 175."""


def main(arguments: list[str]) -> int:
    try:
        pyttsx3 = importlib.import_module("pyttsx3")
    except ImportError:
        return NO_LIBRARY
    try:
        engine = pyttsx3.init()
    except (ImportError, OSError, RuntimeError) as cause:
        sys.stderr.write(str(cause))
        return NO_SYNTHESISER
    if arguments:
        text = sys.stdin.buffer.read().decode("utf-8")
        espeak = sys.modules.get("pyttsx3.drivers._espeak")
        if espeak is not None:
            # On a busy machine the pace that pyttsx3 asks for while espeak's thread begins can get lost.
            espeak.Synchronize()
            engine.setProperty("rate", WORDS_PER_MINUTE)
            espeak.Synchronize()
        engine.save_to_file(text, arguments[0])
        engine.runAndWait()
        if espeak is not None:
            # For the first text of a process runAndWait returns before espeak has written a single sample.
            espeak.Synchronize()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
