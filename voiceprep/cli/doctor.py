"""voiceprep doctor: what is here, what is missing, and the command that mends it."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING

import click

from voiceprep import __version__
from voiceprep.cli.checks import Check
from voiceprep.cli.console import Console
from voiceprep.cli.options import bank_option, output_options, recordings_option
from voiceprep.errors import ExitCode, SettingsError, VoiceprepError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from voiceprep.models.status import ModelStatus


@click.command("doctor")
@click.option(
    "--audio", is_flag=True, help="Check microphone and loudspeaker by ear instead, in ten seconds."
)
@bank_option
@recordings_option
@output_options
def command(*, audio: bool, bank: Path | None, recordings: Path | None, **output: bool) -> int:
    """Check packages, system libraries, devices, models, bank and disk.

    With --audio it listens instead: to the quiet room, to a short tone from the loudspeaker, and to a
    sentence of yours. It tells the noise, the echo, and whether you are heard well. Nothing is kept.

    Exit code 0 when the main job can be done, 5 when something it needs is missing; with --audio, 5 when
    the microphone cannot be used: there is none, it is muted, or it gives nothing but its noise.

    \b
    Examples:
      voiceprep doctor
      voiceprep doctor --audio
      voiceprep doctor --json
    """
    console = Console(**output)
    if audio:
        from voiceprep.cli.sound_check import sound_checks

        checks = list(sound_checks(console))
        bad = "The microphone cannot be used; see above."
        good = "You can be heard. Try: voiceprep practice"
        if any(check.state == "poor" for check in checks):
            good = "The microphone works; see above what helps."
    else:
        with console.busy("Looking around ..."):
            checks = list(examine(bank, recordings))
        good, bad = "Ready. Try: voiceprep demo", "Something is missing; see above."
    return _report(checks, console, good=good, bad=bad)


def _report(checks: Sequence[Check], console: Console, *, good: str, bad: str) -> int:
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
        console.show(f"\n{bad if broken else good}")
    return ExitCode.MISSING if broken else ExitCode.OK


def examine(bank: Path | None, recordings: Path | None) -> Iterator[Check]:
    """Every check in turn, the cheap ones first."""
    yield Check("voiceprep", "ok", f"{__version__} on Python {platform.python_version()}, {sys.platform}")
    yield from _packages()
    yield from _speech_system()
    yield from _devices()
    yield from _models()
    yield _bank(bank)
    yield _bands()
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
            yield Check(package, "ok", _version(package))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "installed by another package"


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
    from voiceprep.cli.setup import build_loudspeaker, build_microphone
    from voiceprep.settings import Settings, load_settings, settings_path
    from voiceprep.speaking.loudspeaker import NoLoudspeaker

    absent: list[str] = []
    try:
        settings = load_settings()
        microphone = build_microphone(say_so=absent.append)
        loudspeaker = build_loudspeaker(say_so=absent.append)
    except SettingsError as error:
        yield Check("settings", "missing", error.message, error.next_step)
        return
    try:
        microphone.check()
    except VoiceprepError as error:
        yield Check("microphone", "optional", error.message, error.next_step)
    else:
        yield Check("microphone", "ok", microphone.identity)
    if isinstance(loudspeaker, NoLoudspeaker):
        yield Check(
            "loudspeaker", "optional", loudspeaker.identity, "Without one, questions are shown, not spoken."
        )
    else:
        yield Check("loudspeaker", "ok", loudspeaker.identity)
    if absent:
        yield Check(
            "settings", "poor", " ".join(absent), "Connect it, or choose again with: voiceprep devices"
        )
    elif settings != Settings():
        yield Check("settings", "ok", str(settings_path()))


NEEDED = frozenset({"whisper-base", "minilm-int8", "judge", "story-encoder"})
"""Weights without which the main job cannot be done."""
LITTLE = 300_000_000
"""Bytes: two or three long interviews fit into as much."""


def _models() -> Iterator[Check]:
    from voiceprep.models.status import status

    found = status()
    for one in found:
        good = one.present and one.sha256_ok
        yield Check(
            f"model {one.name}",
            "ok" if good else "missing" if one.name in NEEDED else "optional",
            f"{one.source}, sha256 {one.sha256[:12]}" if good else one.problem or "not here",
            None if good else one.how_to_get,
        )
    if apart := [one for one in found if one.present and one.path is None]:
        yield _cache(apart)


def _cache(apart: Sequence[ModelStatus]) -> Check:
    """Whether weights that come in parts can be joined, as their first use will."""
    from voiceprep.models.cache import cache_folder, check_room

    try:
        free = check_room(sum(one.size for one in apart))
    except VoiceprepError as error:
        needed = any(one.name in NEEDED for one in apart)
        return Check("model cache", "missing" if needed else "optional", error.message, error.next_step)
    return Check("model cache", "ok", f"{cache_folder()}, {_space(free)} free")


def _bank(path: Path | None) -> Check:
    from voiceprep.questions.bank import load_questions

    try:
        loaded = load_questions(path)
    except VoiceprepError as error:
        return Check("question bank", "missing", error.message, error.next_step)
    return Check("question bank", "ok", f"{len(loaded.questions)} questions in {loaded.path}")


def _bands() -> Check:
    from voiceprep.bands import load_bands

    try:
        bands = load_bands()
    except VoiceprepError as error:
        return Check("delivery bands", "missing", error.message, error.next_step)
    return Check("delivery bands", "ok", f"sha256 {bands.identity}")


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
    mend = "Free some space, or choose another folder with --recordings DIR." if free < LITTLE else None
    return Check("recordings folder", "poor" if mend else "ok", f"{root}, {_space(free)} free", mend)


def _space(free: float) -> str:
    return f"{free / 1e9:.1f} GB" if free >= 1e9 else f"{free / 1e6:.0f} MB"
