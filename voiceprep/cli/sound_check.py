"""voiceprep doctor --audio: what is heard, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.cli.checks import Check
from voiceprep.cli.setup import build_loudspeaker, build_microphone
from voiceprep.errors import EngineError, MissingError
from voiceprep.listening.levels import Echo, Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.cli.console import Console
    from voiceprep.listening.levels import SoundFindings
    from voiceprep.sound_check import Part

CHOOSE = "Choose another one with: voiceprep devices --microphone NAME"


def sound_checks(console: Console) -> Iterator[Check]:
    """Find the devices, listen, and judge. The person is told what to do meanwhile."""
    from voiceprep.sound_check import check_sound
    from voiceprep.speaking.loudspeaker import NoLoudspeaker

    microphone = build_microphone(say_so=console.warn)
    loudspeaker = build_loudspeaker(say_so=console.warn)
    can_play = not isinstance(loudspeaker, NoLoudspeaker)
    try:
        microphone.check()
        heard = check_sound(
            microphone,
            loudspeaker if can_play else None,
            begin=lambda part: _instruct(part, console),
            meter=console.level,
        )
    except (MissingError, EngineError) as error:
        yield Check("microphone", "missing", error.message, error.next_step)
        return
    finally:
        console.level_done()
    yield Check("microphone", "ok", microphone.identity)
    if heard.not_played is not None:
        yield Check("loudspeaker", "optional", heard.not_played.message, heard.not_played.next_step)
    elif can_play:
        yield Check("loudspeaker", "ok", loudspeaker.identity)
    else:
        yield Check(
            "loudspeaker", "optional", loudspeaker.identity, "Without one, questions are shown, not spoken."
        )
    for warning in heard.warnings:
        yield Check("recording", "poor", warning, "Check the cable, close other programs, and try again.")
    yield from describe(heard.findings)


def describe(findings: SoundFindings) -> Iterator[Check]:
    """Each finding, with what to do about it."""
    if findings.speech is Speech.MUTED:
        yield Check(
            "speech",
            "missing",
            "digital silence: the microphone is muted or switched off",
            f"Unmute it, by its own switch and in the system's sound settings. {CHOOSE}",
        )
        return
    yield _noise(findings)
    yield _echo(findings)
    yield _speech(findings)
    if findings.is_clipped:
        yield Check(
            "clipping",
            "poor",
            f"{100 * findings.clipped:.1f} % of your speech is cut off at full scale",
            "Turn the microphone down in the system's sound settings, or speak from further away.",
        )
    else:
        yield Check("clipping", "ok", "none")


def _noise(findings: SoundFindings) -> Check:
    found = f"{findings.noise:.0f} dBFS while nobody spoke"
    if findings.loud_room:
        return Check(
            "noise floor",
            "poor",
            f"{found}, which is loud",
            "Find a quieter room, or use a headset, whose microphone is closer to you.",
        )
    return Check("noise floor", "ok", found)


def _echo(findings: SoundFindings) -> Check:
    subject = "echo of the loudspeaker"
    if findings.echo is Echo.NOT_PLAYED:
        return Check(subject, "optional", "not checked, because nothing could be played")
    if findings.echo is Echo.NOT_HEARD:
        return Check(
            subject,
            "ok",
            "the microphone does not hear the loudspeaker",
            "If you did not hear the tone either, turn the loudspeaker up or choose another one with: "
            "voiceprep devices --loudspeaker NAME",
        )
    return Check(
        subject,
        "ok",
        f"the microphone hears the loudspeaker: {findings.echo_level:.0f} dBFS, {findings.echo_above:.0f} dB "
        "above the noise at that pitch",
        "Headphones help. Without them voiceprep waits for its own voice to end before it listens.",
    )


def _speech(findings: SoundFindings) -> Check:
    above = max(0.0, findings.speech_level - findings.noise)
    found = f"{findings.speech_level:.0f} dBFS, {above:.0f} dB above the noise"
    match findings.speech:
        case Speech.NOISE_ONLY:
            return Check(
                "speech",
                "missing",
                "the microphone gives nothing but its noise",
                f"Check that it is plugged in and turned up, and speak when asked to. {CHOOSE}",
            )
        case Speech.NOBODY:
            return Check(
                "speech",
                "poor",
                "the microphone works, but nobody was heard",
                "Try again, and speak when asked.",
            )
        case Speech.FAINT:
            return Check(
                "speech",
                "poor",
                f"{found}, which is very quiet",
                "Turn the microphone up in the system's sound settings, or move closer to it.",
            )
        case Speech.NEAR_NOISE:
            return Check(
                "speech",
                "poor",
                f"{found}, which is little: words may be misheard",
                "Move closer to the microphone, find a quieter room, or use a headset.",
            )
    return Check("speech", "ok", found)


def _instruct(part: Part, console: Console) -> None:
    from voiceprep.sound_check import SPEECH_SECONDS, Part

    console.level_done()
    match part:
        case Part.QUIET:
            console.show_line("Please be quiet for two seconds ...")
        case Part.TONE:
            console.show_line("Here comes a short tone ...")
        case Part.SPEECH:
            console.show_line(
                f'Now say a sentence, for {SPEECH_SECONDS:.0f} seconds: "I would start with a simple model, '
                'and measure it." ...'
            )
