"""Whether a microphone costs words: real recordings, read directly and spoken into a virtual microphone.

    python -m benchmarks.through_the_microphone
    python -m benchmarks.through_the_microphone --kind read --output /tmp/read.json

Every recording is played, in its own time, into a virtual sound card that our microphone listens to; the file
that this leaves and the original are transcribed alike. It exits with 66 where there are no recordings
(see `word_error_rate.py`), with 1 where the microphone costs more than one point of word error rate.

Needs PulseAudio (apt-get install pulseaudio pulseaudio-utils libportaudio2 libasound2-plugins) and Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.provenance import commit
from benchmarks.word_error_rate import DATA, NO_DATA, ROOT, errors_in, normaliser, recordings
from tests.virtual_sound_card import VirtualSoundCard, virtual_sound_card
from voiceprep.audio.decode import decode, write_wav
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUT = ROOT / "benchmarks" / "results" / "through_the_microphone.json"
TARGET = 0.01
"""Word error rate that the way through the microphone may add."""
RECORD = """
import sys, threading
from pathlib import Path
from voiceprep.listening.interface import Followers
from voiceprep.listening.microphone import Microphone

finished = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), finished.set()), daemon=True).start()
begun = threading.Event()
def meter(seconds, level):
    if not begun.is_set():
        begun.set()
        print("listening", flush=True)
answer = Microphone().listen(
    Path(sys.argv[1]), finished=finished, time_limit=600.0, followers=Followers(meter=meter)
)
print(answer.warning or "", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One recording, heard twice."""

    path: str
    kind: str
    words: int
    """Words of the reference."""
    errors_direct: int
    errors_spoken: int
    """Words substituted, deleted and inserted, in the file and through the microphone."""
    same_text: bool
    warning: str
    """What the microphone complained of."""


def main() -> int:
    options = _options()
    if (rows := recordings(options.data)) is None:
        return NO_DATA
    chosen = [row for row in rows if row["transcript"] and (not options.kind or row["kind"] in options.kind)]
    engine, normalise = FasterWhisper(), normaliser()
    measured = []
    for row in chosen:
        one = _compare(engine, normalise, options.data / row["path"], row)
        measured.append(one)
        counts = f"{one.errors_direct:3} {one.errors_spoken:3} of {one.words:3}"
        print(f"{one.path:42} {counts}  {one.warning}", flush=True)
    result = _result(engine.identity, measured)
    print(json.dumps({key: result[key] for key in ("words", "direct", "spoken")}))
    options.output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(result["spoken"] - result["direct"] > TARGET)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What the way through a microphone costs.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with manifest.jsonl")
    parser.add_argument("--kind", action="append", default=[], help="only recordings of this kind")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    return parser.parse_args()


def _compare(
    engine: FasterWhisper, normalise: Callable[[str], str], path: Path, row: dict[str, Any]
) -> Compared:
    with tempfile.TemporaryDirectory(prefix="voiceprep-") as folder:
        original, recorded = Path(folder, "original.wav"), Path(folder, "recorded.wav")
        write_wav(decode(path), original)
        with virtual_sound_card() as card:
            warning = _speak(card, original, recorded)
        texts = [normalise(hear(decode(file), engine)[1].text) for file in (original, recorded)]
    reference = normalise(row["transcript"])
    direct, spoken = (errors_in(reference, text) for text in texts)
    return Compared(
        path=row["path"],
        kind=row["kind"],
        words=len(reference.split()),
        errors_direct=direct,
        errors_spoken=spoken,
        same_text=texts[0] == texts[1],
        warning=warning,
    )


def _speak(card: VirtualSoundCard, said: Path, recorded: Path) -> str:
    """Play `said` into the microphone while it is being recorded; what the microphone complained of."""
    command = [sys.executable, "-c", RECORD, str(recorded)]
    with subprocess.Popen(
        command, env=card.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if process.stdout.readline() != "listening\n":
            raise RuntimeError("the microphone does not open")
        card.play(said)
        out, _ = process.communicate("\n", timeout=60)
    return out.strip()


def _result(identity: str, measured: list[Compared]) -> dict[str, Any]:
    words = sum(one.words for one in measured)
    return {
        "command": shlex.join(["python", "-m", "benchmarks.through_the_microphone", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "engine": identity,
        "target": TARGET,
        "words": words,
        "direct": round(sum(one.errors_direct for one in measured) / words, 4),
        "spoken": round(sum(one.errors_spoken for one in measured) / words, 4),
        "clips": [asdict(one) for one in measured],
    }


if __name__ == "__main__":
    sys.exit(main())
