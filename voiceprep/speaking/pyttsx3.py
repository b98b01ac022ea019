"""The system's own voice through pyttsx3: espeak-ng on Linux, the native voices on macOS and Windows.

pyttsx3 is never let near the loudspeaker. It returns before it has finished, cannot be interrupted, and
hides every fault; so it writes one text to one file in a child process, and we play that file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import wave
from importlib import metadata
from pathlib import Path

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode
from voiceprep.errors import InputError, MissingError
from voiceprep.speaking import pyttsx3_child
from voiceprep.speaking.interface import SpeakingError, UnspeakableError

TIME_LIMIT = 30.0
"""Seconds for one text. espeak-ng needs milliseconds; a native voice may first fetch itself from disk."""
ELSE = "Try again, or choose another with --voice."
"""What to do about it."""
CHILD = Path(__file__).with_name("pyttsx3_child.py")
_SYNTHESISERS = {"darwin": "NSSpeechSynthesizer", "win32": "SAPI 5"}


class Pyttsx3Voice:
    """pyttsx3 with its default voice."""

    def __init__(self, *, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._checked = False
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        try:
            version = metadata.version("pyttsx3")
        except metadata.PackageNotFoundError:
            version = "(not installed)"
        return f"pyttsx3 {version} {_SYNTHESISERS.get(sys.platform, 'espeak-ng')}"

    def load(self) -> None:
        """Check once that a synthesiser is there. Raises MissingError and SpeakingError."""
        with self._lock:
            if not self._checked:
                self._run([])
                self._checked = True

    def synthesise(self, text: str) -> Clip:
        """The text as sound at the synthesiser's rate, 22,050 Hz for espeak-ng.

        Raises MissingError without a synthesiser; SpeakingError where it takes longer than the time
        limit, stops with a fault, or gives no sound.
        """
        import numpy as np

        if not text.strip():
            return Clip(np.zeros(0, dtype=np.float32), source=self.identity)
        with tempfile.TemporaryDirectory(prefix="voiceprep-") as folder:
            path = Path(folder, "speech.wav")
            self._run([str(path)], text)
            self._checked = True
            clip = self._read(path)
        if not len(clip.samples):
            raise self._failed("gave no sound")
        return clip

    def _run(self, arguments: list[str], text: str = "") -> None:
        # -P: the folder of this very file, with its own "pyttsx3", must not come first on the child's path.
        command = [sys.executable, "-P", str(CHILD), *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and file; the text goes through stdin
                command, input=text.encode(), capture_output=True, timeout=self._time_limit, check=False
            )
        except subprocess.TimeoutExpired as cause:
            # Not asked again: so long a wait for each text would be worse than reading.
            raise SpeakingError(
                f"The voice {self.identity} did not finish within {self._time_limit:g} seconds.",
                next_step=ELSE,
            ) from cause
        except OSError as cause:
            raise self._failed(f"could not be started ({cause.strerror})") from cause
        if done.returncode == pyttsx3_child.NO_LIBRARY:
            raise MissingError(
                "The Python package pyttsx3 is not installed.", next_step="pip install pyttsx3"
            )
        if done.returncode == pyttsx3_child.NO_SYNTHESISER:
            raise MissingError(
                "There is no speech synthesiser on this system for pyttsx3 to use.",
                next_step="Install espeak-ng, on Debian and Ubuntu with: sudo apt-get install espeak-ng",
            )
        if done.returncode != 0:
            last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise self._failed(f"stopped with a fault ({last_line or f'exit code {done.returncode}'})")

    def _read(self, path: Path) -> Clip:
        import numpy as np

        if not path.is_file():
            raise self._failed("wrote no file")
        try:
            with wave.open(str(path), "rb") as file:
                if (file.getnchannels(), file.getsampwidth()) == (1, 2):
                    data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
                    return Clip(data.astype(np.float32) / 32768.0, file.getframerate(), self.identity)
        except (wave.Error, EOFError):
            pass  # macOS writes AIFF whatever the name of the file
        try:
            return Clip(decode(path).samples, source=self.identity)
        except InputError as cause:
            raise self._failed("wrote a file without sound") from cause

    def _failed(self, what: str) -> UnspeakableError:
        return UnspeakableError(f"The voice {self.identity} {what}.", next_step=ELSE)
