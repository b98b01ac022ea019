"""voiceprep devices: which microphones and loudspeakers there are, and which to use from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.audio.devices import (
    NOUNS,
    Device,
    DeviceError,
    Kind,
    default_device,
    find_device,
    from_option,
    lasting_name,
    list_devices,
)
from voiceprep.cli.console import Console
from voiceprep.cli.options import output_options
from voiceprep.errors import ExitCode, MissingError, UsageError

if TYPE_CHECKING:
    from voiceprep.settings import Settings


@click.command("devices")
@click.option("--microphone", help="Use this one from now on: a name, a part of one, or a number.")
@click.option("--loudspeaker", help="The same for what plays the interviewer's voice.")
@click.option("--forget", is_flag=True, help="Use the system's defaults again.")
@output_options
def command(microphone: str | None, loudspeaker: str | None, *, forget: bool, **output: bool) -> int:
    """List microphones and loudspeakers, and remember which to use.

    A choice is remembered by its name, for numbers change, in a small file among your settings
    (VOICEPREP_SETTINGS names another one). Where a remembered device is not here, the system's default
    is used, and voiceprep says so.

    \b
    Examples:
      voiceprep devices
      voiceprep devices --microphone headset --loudspeaker headset
      voiceprep devices --forget
    """
    from voiceprep.settings import forget_devices, load_settings, remember_devices

    chosen = microphone is not None or loudspeaker is not None
    if forget and chosen:
        raise UsageError("--forget goes without a device.", next_step="Forget first, then choose.")
    console = Console(**output)
    if forget:
        settings = forget_devices()
        console.note("Nothing is remembered any more.")
    else:
        settings = load_settings()
    sd = _sound_system(console, needed=not forget)
    if chosen:
        settings = remember_devices(
            microphone=_chosen(sd, "input", microphone), loudspeaker=_chosen(sd, "output", loudspeaker)
        )
    if console.as_json:
        console.json(to_json(sd, settings))
    elif sd is not None:
        _show(sd, "input", settings.microphone, console)
        _show(sd, "output", settings.loudspeaker, console)
    return ExitCode.OK


def _sound_system(console: Console, *, needed: bool) -> Any:
    """The sounddevice module; None, which is said, where it is missing and not needed.

    Raises MissingError where it is.
    """
    from voiceprep.audio.quiet import import_sounddevice

    try:
        return import_sounddevice()
    except MissingError as missing:
        if needed:
            raise
        console.note(f"No devices can be listed: {missing.message} {missing.next_step}")
        return None


def to_json(sd: Any, settings: Settings) -> dict[str, Any]:
    """The document of --json; `sd` as in `_sound_system`."""
    from voiceprep.settings import settings_path

    return {
        "schema_version": 1,
        "settings": str(settings_path()),
        "remembered": {"microphone": settings.microphone, "loudspeaker": settings.loudspeaker},
        "microphones": _listed(sd, "input", settings.microphone),
        "loudspeakers": _listed(sd, "output", settings.loudspeaker),
    }


def _listed(sd: Any, kind: Kind, remembered: str | None) -> list[dict[str, Any]]:
    if sd is None:
        return []
    default, chosen = default_device(sd, kind), _found(sd, kind, remembered)
    return [
        {
            "number": device.number,
            "name": device.name,
            "system": device.system,
            "rate": device.rate,
            "default": device == default,
            "remembered": device == chosen,
        }
        for device in list_devices(sd, kind)
    ]


def _show(sd: Any, kind: Kind, remembered: str | None, console: Console) -> None:
    listed = _listed(sd, kind, remembered)
    console.show_line(f"{NOUNS[kind].capitalize()}s:")
    for one in listed:
        marks = [mark for mark in ("default", "remembered") if one[mark]]
        marked = f"   <- {', '.join(marks)}" if marks else ""
        console.show_line(f"{one['number']:4}  {one['name']}, {one['system']}, {one['rate']} Hz{marked}")
    if not listed:
        console.show_line("      none")
    if remembered is not None and not any(one["remembered"] for one in listed):
        console.show_line(f"      {remembered} is remembered and not here: the default is used.")


def _chosen(sd: Any, kind: Kind, named: str | None) -> str | None:
    """What to remember. Raises UsageError where no device, or several, are meant."""
    if named is None:
        return None
    try:
        device = find_device(sd, kind, from_option(named))
    except DeviceError as cause:
        known = "; ".join(device.name for device in list_devices(sd, kind)) or "none"
        raise UsageError(str(cause), next_step=f"There are: {known}.") from cause
    return lasting_name(sd, kind, device)


def _found(sd: Any, kind: Kind, name: str | None) -> Device | None:
    if name is None:
        return None
    try:
        return find_device(sd, kind, name)
    except DeviceError:
        return None
