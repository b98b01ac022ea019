"""From options to engines."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.engines import EMBEDDERS, LISTENERS, READERS, TRANSCRIBERS, VOICES, engine_class
from voiceprep.errors import MissingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voiceprep.assess import Assessor
    from voiceprep.cli.keyboard import Keyboard
    from voiceprep.judging.interface import Embedder, Judge
    from voiceprep.judging.measures import Calibration
    from voiceprep.listening.interface import Listener
    from voiceprep.questions.model import Bank
    from voiceprep.speaking.interface import Loudspeaker, Voice
    from voiceprep.transcription.interface import Transcriber

FILE_PREFIX = "file:"


def build_transcriber(name: str) -> Transcriber:
    transcriber: Transcriber = engine_class(TRANSCRIBERS[name])()
    return transcriber


def build_embedder(name: str) -> Embedder:
    embedder: Embedder = engine_class(EMBEDDERS[name])()
    return embedder


def build_judge(name: str = "builtin", *, embedder: str = "onnx", shared: Embedder | None = None) -> Judge:
    """From --judge and --embedder: "builtin", "nli:FOLDER" or "none". `shared`: an embedder that exists."""
    from voiceprep.judging.reading_judge import ReadingJudge, calibrated, uncalibrated

    if name == "none":
        from voiceprep.judging.no_judge import NoJudge

        return NoJudge()
    kind, _, folder = name.partition(":")
    proposer = shared or build_embedder(embedder)
    if kind == "nli":
        return ReadingJudge(
            proposer, engine_class(READERS[kind])(Path(folder).expanduser()), weigh=uncalibrated
        )
    return ReadingJudge(proposer, engine_class(READERS[kind])(), weigh=calibrated)


def calibration_of(judge: str) -> Calibration | None:
    """What weighs that judge's measures; None where its probabilities are its model's own."""
    from voiceprep.judging.measures import load_calibration

    return load_calibration() if judge == "builtin" else None


def build_assessor(
    *,
    bank: Bank,
    transcriber: str,
    embedder: str,
    prompts: Path | None,
    judge: str = "builtin",
    star: bool = False,
) -> Assessor:
    """The engines of an assessment; none of them is loaded yet. `star`: look at every story, from --star."""
    from voiceprep.assess import Assessor
    from voiceprep.coaching.prompts import load_prompts
    from voiceprep.storytelling.reader import ChainStoryReader

    # One for both: it takes memory and time to load.
    shared = build_embedder(embedder)
    return Assessor(
        transcriber=build_transcriber(transcriber),
        judge=build_judge(judge, embedder=embedder, shared=shared),
        prompts=load_prompts(prompts),
        bank_version=bank.version,
        # Answers that nobody judges have no score, and so no story.
        story_reader=None if judge == "none" else ChainStoryReader(shared),
        star_for_all=star,
    )


def build_voice(name: str, *, say_so: Callable[[str], None]) -> Voice:
    """The named voice, or for `auto` the first that works here. A fallback is announced."""
    if name != "auto":
        voice: Voice = engine_class(VOICES[name])()
        voice.load()
        return voice
    from voiceprep.speaking.interface import SpeakingError

    order = ("pyttsx3", "hibari") if sys.platform in {"darwin", "win32"} else ("hibari", "pyttsx3")
    for candidate in order:
        voice = engine_class(VOICES[candidate])()
        try:
            voice.load()
        except (MissingError, SpeakingError) as unusable:
            say_so(f"{unusable.message} {unusable.next_step}")
        else:
            return voice
    say_so("There is no voice on this machine, so the interviewer only writes.")
    silent: Voice = engine_class(VOICES["silent"])()
    return silent


def build_speech(name: str, *, off: bool, say_so: Callable[[str], None]) -> tuple[Voice, Loudspeaker]:
    """Voice and loudspeaker; both silent where speech is off or nothing could be heard."""
    from voiceprep.speaking.loudspeaker import NoLoudspeaker, find_loudspeaker

    silent: Voice = engine_class(VOICES["silent"])()
    if off or name == "silent":
        return silent, NoLoudspeaker("Speech is off.")
    loudspeaker = find_loudspeaker()
    if isinstance(loudspeaker, NoLoudspeaker):
        say_so(f"There is {loudspeaker.identity}: the interviewer's words are only shown.")
        return silent, loudspeaker
    return build_voice(name, say_so=say_so), loudspeaker


@dataclass(frozen=True, slots=True)
class Listening:
    """Where answers come from, and how the person ends one."""

    listener: Listener
    answer_ended: Callable[[], threading.Event]
    invitation: str
    """Which sentence of the prompts tells the person how to answer."""
    answers: int | None
    """How many answers there are; None for as many as questions."""


def build_listener(microphones: Sequence[str], *, typed: bool, keyboard: Keyboard) -> Listening:
    """From --typed and --microphone. Raises UsageError where they contradict each other."""
    if typed:
        if microphones:
            raise UsageError(
                "--typed and --microphone exclude each other.", next_step="Leave one of them out."
            )
        typed_answers: Listener = engine_class(LISTENERS["typed"])(keyboard.read_answer)
        return Listening(typed_answers, threading.Event, "typing", None)
    files = [name.removeprefix(FILE_PREFIX) for name in microphones if name.startswith(FILE_PREFIX)]
    if files:
        if len(files) < len(microphones):
            raise UsageError(
                "A microphone and files cannot answer the same interview.",
                next_step="Give only --microphone file:PATH, or only one device.",
            )
        paths = answer_files(files)
        played: Listener = engine_class(LISTENERS["file"])(paths)
        return Listening(played, threading.Event, "playing", len(paths))
    if len(microphones) > 1:
        raise UsageError("Only one microphone can be used at a time.", next_step="Give --microphone once.")
    device: str | int | None = None
    if microphones:
        device = int(microphones[0]) if microphones[0].isdigit() else microphones[0]
    microphone: Listener = engine_class(LISTENERS["microphone"])(device)
    return Listening(microphone, keyboard.answer_ended, "listening", None)


def answer_files(names: Sequence[str]) -> list[Path]:
    """The files in the order they answer; a folder stands for its files by name."""
    found: list[Path] = []
    for name in names:
        path = Path(name)
        found += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    if not found:
        raise UsageError("There are no files to play as answers.", next_step="Give --microphone file:PATH.")
    return found
