"""Speak the demo's answers with our own voice and save them as Opus.

python tools/make_demo_answers.py
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import av
import numpy as np

from voiceprep.audio.decode import resample, to_int16
from voiceprep.demo import demo_answers
from voiceprep.speaking.hibari import HibariVoice

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.audio.clip import Clip

OPUS_RATE = 48_000
BIT_RATE = 24_000


def write_opus(clip: Clip, path: Path) -> None:
    """Encode mono speech as Ogg Opus at 24 kbit/s."""
    sound = resample(clip, OPUS_RATE)
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=OPUS_RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(to_int16(sound)[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = OPUS_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def main() -> int:
    voice = HibariVoice()
    for answer in demo_answers():
        clip = voice.synthesise(answer.text)
        write_opus(clip, answer.recording)
        print(f"{answer.recording.name}: {clip.seconds:.1f} s, {answer.recording.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
