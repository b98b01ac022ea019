"""From options to engines."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.audio.devices import NOUNS, DeviceError, Kind, SeveralDevicesError, find_device, from_option
from voiceprep.engines import (
    EMBEDDERS,
    LISTENERS,
    READERS,
    TRANSCRIBERS,
    VOICES,
    WITH_THREADS,
    engine_class,
)
from voiceprep.errors import MissingError, UsageError
from voiceprep.storage import expanded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from voiceprep.assessor import Assessor
    from voiceprep.bands import Bands
    from voiceprep.cli.console import Console
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.judging.interface import Embedder, Judge
    from voiceprep.judging.measures import Calibrations
    from voiceprep.listening.interface import Listener
    from voiceprep.questions.model import Bank
    from voiceprep.speaking.interface import Loudspeaker, Voice
    from voiceprep.speaking.loudspeaker import NoLoudspeaker, SoundDeviceLoudspeaker
    from voiceprep.storytelling.interface import StoryReader
    from voiceprep.transcription.interface import Transcriber


def build_transcriber(name: str, *, threads: int | None = None) -> Transcriber:
    transcriber: Transcriber = engine_class(TRANSCRIBERS[name])(**_threads(name, threads))
    return transcriber


def build_embedder(name: str, *, threads: int | None = None) -> Embedder:
    embedder: Embedder = engine_class(EMBEDDERS[name])(**_threads(name, threads))
    return embedder


def _threads(name: str, threads: int | None) -> dict[str, int]:
    return {} if threads is None or name not in WITH_THREADS else {"threads": threads}


def build_judge(
    name: str = "builtin",
    *,
    embedder: str = "onnx",
    threads: int | None = None,
) -> Judge:
    """From --judge and --embedder: "builtin", "nli:FOLDER" or "none"."""
    from voiceprep.judging.reading_judge import ReadingJudge, calibrated, uncalibrated

    if name == "none":
        from voiceprep.judging.no_judge import NoJudge

        return NoJudge()
    kind, _, folder = name.partition(":")
    proposer = build_embedder(embedder, threads=threads)
    if kind == "nli":
        return ReadingJudge(proposer, engine_class(READERS[kind])(expanded(folder)), weigh=uncalibrated)
    return ReadingJudge(proposer, engine_class(READERS[kind])(**_threads(kind, threads)), weigh=calibrated)


def build_story_reader(*, threads: int | None = None) -> StoryReader:
    from voiceprep.storytelling.in_context import ContextEncoder
    from voiceprep.storytelling.reader import ChainStoryReader

    return ChainStoryReader(ContextEncoder() if threads is None else ContextEncoder(threads=threads))


def calibrations_of(judge: str) -> Calibrations | None:
    """What weighs that judge's measures; None where its probabilities are its model's own."""
    from voiceprep.judging.measures import load_calibrations

    return load_calibrations() if judge == "builtin" else None


def chosen_assessor(bank: Bank, options: Mapping[str, Any]) -> Assessor:
    """As the options of a command say that holds, goes on with, or goes through an interview."""
    from voiceprep.coaching.prompts import load_prompts

    return build_assessor(
        bank=bank,
        transcriber=options["transcriber"],
        judge=options["judge"],
        embedder=options["embedder"],
        prompts=load_prompts(options["prompts"]),
        fillers=not options["no_fillers"],
        star=options["star"],
    )


def build_assessor(
    *,
    bank: Bank,
    transcriber: str,
    embedder: str,
    prompts: Prompts | None = None,
    judge: str = "builtin",
    bands: Bands | None = None,
    fillers: bool = True,
    star: bool = False,
    threads: int | None = None,
) -> Assessor:
    """The engines of an assessment; none of them is loaded yet.

    `prompts`: None for the neutral manner. `bands`: None for those that are found here. `star`: look at every
    story, from --star. `threads`: of every engine; None leaves it to them.
    """
    from voiceprep.assessor import Assessor
    from voiceprep.bands import load_bands
    from voiceprep.coaching.prompts import load_prompts

    return Assessor(
        transcriber=build_transcriber(transcriber, threads=threads),
        judge=build_judge(judge, embedder=embedder, threads=threads),
        prompts=load_prompts() if prompts is None else prompts,
        bank_version=bank.version,
        bands=load_bands() if bands is None else bands,
        fillers=fillers,
        # Answers that nobody judges have no score, and so no story.
        story_reader=None if judge == "none" else build_story_reader(threads=threads),
        star_for_all=star,
    )


@dataclass(frozen=True, slots=True)
class Speech:
    """What the interviewer speaks with."""

    voice: Voice
    private_voice: Voice
    """The same voice without a memory, for what quotes the person."""
    loudspeaker: Loudspeaker


def build_voices(name: str, *, console: Console) -> tuple[Voice, Voice]:
    """The named voice, or for `auto` the first that works here, with a memory on disk and without.

    A fallback is announced.
    """
    if name != "auto":
        voice: Voice = engine_class(VOICES[name])()
        remembering = _remembering(name, voice, console)
        remembering.load()
        return remembering, voice
    from voiceprep.speaking.interface import SpeakingError

    order = ("pyttsx3", "hibari") if sys.platform in {"darwin", "win32"} else ("hibari", "pyttsx3")
    for candidate in order:
        voice = engine_class(VOICES[candidate])()
        remembering = _remembering(candidate, voice, console)
        try:
            remembering.load()
        except (MissingError, SpeakingError) as unusable:
            console.warn(f"{unusable.message} {unusable.next_step}")
        else:
            return remembering, voice
    console.warn("There is no voice on this machine, so the interviewer only writes.")
    silent: Voice = engine_class(VOICES["silent"])()
    return silent, silent


def _remembering(name: str, voice: Voice, console: Console) -> Voice:
    """The voice with a memory on disk, where its identity and edition settle how a sentence sounds.

    pyttsx3 speaks with whatever voice the system is set to, which its identity does not say.
    """
    if name != "hibari":
        return voice
    from voiceprep.models.cache import cache_folder
    from voiceprep.speaking.cached import CachedVoice
    from voiceprep.speaking.hibari import edition

    return CachedVoice(voice, cache_folder() / "speech", edition=edition(), remark=console.detail)


def build_speech(name: str, *, off: bool, console: Console, device: str | None = None) -> Speech:
    """Voice and loudspeaker; both silent where speech is off or nothing could be heard.

    Raises SpeakingError where `device` is given and not there; a remembered one is replaced, which is said.
    """
    from voiceprep.speaking.loudspeaker import LastingLoudspeaker, NoLoudspeaker, SoundDeviceLoudspeaker

    silent: Voice = engine_class(VOICES["silent"])()
    if off or name == "silent":
        if device is not None:
            raise UsageError("Without speech there is nothing to play.", next_step="Leave out --loudspeaker.")
        return Speech(silent, silent, NoLoudspeaker("Speech is off."))
    if device is not None:
        chosen = SoundDeviceLoudspeaker(from_option(device))
        chosen.check()
        return Speech(*build_voices(name, console=console), LastingLoudspeaker(chosen, remark=console.warn))
    loudspeaker = build_loudspeaker(say_so=console.warn)
    if isinstance(loudspeaker, NoLoudspeaker):
        console.warn(f"There is {loudspeaker.identity}: the interviewer's words are only shown.")
        return Speech(silent, silent, loudspeaker)
    return Speech(*build_voices(name, console=console), LastingLoudspeaker(loudspeaker, remark=console.warn))


def build_loudspeaker(*, say_so: Callable[[str], None]) -> SoundDeviceLoudspeaker | NoLoudspeaker:
    """The remembered one, or the system's default; or one that plays nothing and knows why."""
    from voiceprep.speaking.loudspeaker import find_loudspeaker

    return find_loudspeaker(remembered_device("output", say_so=say_so))


def build_microphone(*, say_so: Callable[[str], None]) -> Listener:
    """The remembered one, or the system's default."""
    microphone: Listener = engine_class(LISTENERS["microphone"])(remembered_device("input", say_so=say_so))
    return microphone


def remembered_device(kind: Kind, *, say_so: Callable[[str], None]) -> str | None:
    """The remembered name where that device is here today; None for the system's default.

    Raises SettingsError. Where the sound system is missing, the engine will say so.
    """
    from voiceprep.audio.quiet import import_sounddevice
    from voiceprep.settings import load_settings

    settings = load_settings()
    name = settings.microphone if kind == "input" else settings.loudspeaker
    if name is None:
        return None
    try:
        find_device(import_sounddevice(), kind, name)
    except MissingError:
        return None
    except DeviceError as cause:
        why = "fits several devices" if isinstance(cause, SeveralDevicesError) else "is not here"
        say_so(f"The remembered {NOUNS[kind]} {name} {why}; the system's default is used instead.")
        return None
    return name
