"""The plain way to the words of an answer: record it, then load a library and transcribe the file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.word_error_rate import ROOT
from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

_FASTER = """
import sys, faster_whisper
model = faster_whisper.WhisperModel(sys.argv[1], device="cpu", compute_type="int8")
segments, _ = model.transcribe(sys.argv[2], language="en", beam_size=1)
print(" ".join(segment.text for segment in segments))
"""
_OPENAI = """
import sys
from pathlib import Path
from voiceprep.transcription.openai_whisper import _build
from voiceprep.audio.decode import decode
model = _build(Path(sys.argv[1]))
print(model.transcribe(decode(Path(sys.argv[2])).samples, language="en", fp16=False)["text"])
"""
PLAIN_WAYS = {"faster-whisper": _FASTER, "openai-whisper": _OPENAI}
"""Load, transcribe the whole file, print: the libraries' own functions on the same weights."""


def plain_seconds(program: str, answer: Path, home: Path) -> float:
    """Seconds from the end of the answer to its words, the plain way."""
    weights = resolve(WHISPER_BASE).path
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", program, str(weights), str(answer)],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "VOICEPREP_CACHE": str(home / "cache")},
    )
    return round(time.monotonic() - begun, 2)
