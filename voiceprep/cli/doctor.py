"""voiceprep doctor: what is here, what is missing, and the command that mends it."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import click

from voiceprep import __version__
from voiceprep.cli.console import Console
from voiceprep.cli.options import bank_option, output_options, recordings_option
from voiceprep.errors import ExitCode, VoiceprepError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    subject: str
    state: str
    """`ok`, `missing` (the main job needs it), or `optional` (something else would)."""
    found: str
    mend: str | None = None
    """The command or step that mends it; None where nothing has to be mended."""


@click.command("doctor")
@bank_option
@recordings_option
@output_options
def command(bank: Path | None, recordings: Path | None, **output: bool) -> int:
    """Check packages, system libraries, devices, models, bank and disk.

    Exit code 0 when the main job can be done, 5 when something it needs is missing.

    \b
    Examples:
      voiceprep doctor
      voiceprep doctor --json
    """
    console = Console(**output)
    with console.busy("Looking around ..."):
        checks = list(examine(bank, recordings))
    broken = any(check.state == "missing" for check in checks)
    if console.as_json:
        console.json(
            {"schema_version": 1, "healthy": not broken, "checks": [asdict(check) for check in checks]}
        )
    else:
        for check in checks:
            console.show_line(f"{check.state:8}  {check.subject}: {check.found}")
            if check.mend:
                console.show_line(f"            {check.mend}")
        console.show("\nSomething is missing; see above." if broken else "\nReady. Try: voiceprep demo")
    return ExitCode.MISSING if broken else ExitCode.OK


def examine(bank: Path | None, recordings: Path | None) -> Iterator[Check]:
    """Every check in turn, the cheap ones first."""
    yield Check("voiceprep", "ok", f"{__version__} on Python {platform.python_version()}, {sys.platform}")
    yield from _packages()
    yield from _speech_system()
    yield from _devices()
    yield from _models()
    yield _bank(bank)
    yield _recordings(recordings)


def _packages() -> Iterator[Check]:
    wanted = (
        ("faster-whisper", "faster_whisper", True, "pip install faster-whisper"),
        ("onnxruntime", "onnxruntime", True, "pip install onnxruntime"),
        ("sounddevice", "sounddevice", True, "pip install sounddevice"),
        ("hibari-tts", "hibari", False, 'pip install "voiceprep[offline]"'),
        ("pyttsx3", "pyttsx3", False, "pip install pyttsx3"),
        ("openai-whisper", "whisper", False, 'pip install "voiceprep[whisper]"'),
        ("transformers", "transformers", False, 'pip install "voiceprep[nli]"'),
        ("sentence-transformers", "sentence_transformers", False, 'pip install "voiceprep[sbert]"'),
    )
    for package, module, needed, mend in wanted:
        # Looked for, not imported: some of these take seconds to import.
        if importlib.util.find_spec(module) is None:
            yield Check(package, "missing" if needed else "optional", "not installed", mend)
        else:
            yield Check(package, "ok", metadata.version(package))


def _speech_system() -> Iterator[Check]:
    if sys.platform.startswith("linux"):
        found = shutil.which("espeak-ng")
        yield Check(
            "espeak-ng",
            "ok" if found else "optional",
            found or "not installed; only the pyttsx3 voice needs it",
            None if found else "sudo apt-get install espeak-ng",
        )


def _devices() -> Iterator[Check]:
    from voiceprep.listening.microphone import Microphone
    from voiceprep.speaking.loudspeaker import NoLoudspeaker, find_loudspeaker

    microphone = Microphone()
    try:
        microphone.check()
    except VoiceprepError as error:
        yield Check("microphone", "optional", error.message, error.next_step)
    else:
        yield Check("microphone", "ok", microphone.identity)
    loudspeaker = find_loudspeaker()
    if isinstance(loudspeaker, NoLoudspeaker):
        yield Check(
            "loudspeaker", "optional", loudspeaker.identity, "Without one, questions are shown, not spoken."
        )
    else:
        yield Check("loudspeaker", "ok", loudspeaker.identity)


def _models() -> Iterator[Check]:
    from voiceprep.models.status import status

    needed = {"whisper-base", "minilm-int8", "judge"}
    for one in status():
        good = one.present and one.sha256_ok
        yield Check(
            f"model {one.name}",
            "ok" if good else "missing" if one.name in needed else "optional",
            f"{one.source}, sha256 {one.sha256[:12]}" if good else "not here, or not what it should be",
            None if good else one.how_to_get,
        )


def _bank(path: Path | None) -> Check:
    from voiceprep.questions.bank import load_questions

    try:
        loaded = load_questions(path)
    except VoiceprepError as error:
        return Check("question bank", "missing", error.message, error.next_step)
    return Check("question bank", "ok", f"{len(loaded.questions)} questions in {loaded.path}")


def _recordings(given: Path | None) -> Check:
    from voiceprep.sessions.store import find_recordings
    from voiceprep.storage import storage_errors

    root = find_recordings(given)
    probe = root / f".doctor-{platform.node() or 'here'}"
    try:
        with storage_errors(root):
            root.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"x")
            probe.unlink()
            free = shutil.disk_usage(root).free
    except VoiceprepError as error:
        return Check("recordings folder", "missing", error.message, error.next_step)
    return Check("recordings folder", "ok", f"{root}, {free / 1e9:.1f} GB free")
