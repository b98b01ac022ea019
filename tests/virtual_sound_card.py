"""A sound card that exists only for one test: a private PulseAudio with two null sinks.

What a program plays goes to `vspk`, whose monitor can be recorded; what is played into `vmic_in` comes out
of the default microphone. Programs under test run with `env`, in a process of their own, because PortAudio
looks for devices only once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.requirements import need
from voiceprep.audio.clip import SAMPLE_RATE, Clip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RATE = 48_000
"""Hz of the card itself."""
TOOLS = ("pulseaudio", "pactl", "paplay", "parec")
_MODULES = f"""\
load-module module-native-protocol-unix socket={{socket}} auth-anonymous=1
load-module module-null-sink sink_name=vspk rate={RATE} channels=1
load-module module-null-sink sink_name=vmic_in rate={RATE} channels=1
load-module module-remap-source source_name=vmic master=vmic_in.monitor
set-default-sink vspk
set-default-source vmic
"""
_ALSA = """\
<{alsa_conf}>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
_ALSA_CONF = Path("/usr/share/alsa/alsa.conf")
_HEADSET = f"""\
load-module module-native-protocol-unix socket={{socket}} auth-anonymous=1
load-module module-null-sink sink_name=headset_in rate={RATE} channels=1
load-module module-remap-source source_name=headset master=headset_in.monitor
"""
_HEADSET_ALSA = """
pcm.headset {{ type pulse server "unix:{socket}" device "headset" hint {{ show on }} }}
"""


class VirtualSoundCard:
    """A running card. `env` is the environment in which programs see it."""

    def __init__(self, env: dict[str, str], server: subprocess.Popen[bytes]) -> None:
        self.env = env
        self._server = server

    def play(self, wav: Path) -> None:
        """Speak a WAV into the microphone; returns when it is over."""
        self._run("paplay", "--device=vmic_in", "--latency-msec=20", str(wav))

    def echo(self) -> None:
        """From now on the microphone hears the loudspeaker."""
        self._run(
            "pactl",
            "load-module",
            "module-loopback",
            "source=vspk.monitor",
            "sink=vmic_in",
            "latency_msec=20",
        )

    @contextmanager
    def headset(self) -> Iterator[VirtualSoundCard]:
        """A second microphone, `headset`, which can be pulled out while the card stays.

        To be plugged in before a program starts. It can only be recorded from and pulled out.
        """
        with tempfile.TemporaryDirectory(prefix="vheadset-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            with Path(self.env["ALSA_CONFIG_PATH"]).open("a") as alsa:
                alsa.write(_HEADSET_ALSA.format(socket=folder / "native"))
            with _server(_HEADSET, folder) as (server, env):
                hold = ["parec", "--device=headset_in.monitor", "--latency-msec=20", os.devnull]
                with _running(hold, env):
                    time.sleep(0.5)
                    yield VirtualSoundCard(env, server)

    @contextmanager
    def record(self, wav: Path, *, device: str = "vspk.monitor") -> Iterator[None]:
        """Write what the loudspeaker gives during the block to a 48 kHz WAV; or the microphone, `vmic`."""
        command = ["parec", f"--device={device}", "--file-format=wav", "--latency-msec=20", str(wav)]
        with _running(command, self.env) as recorder:
            _wait_until(lambda: wav.exists() and wav.stat().st_size > 4096, "parec records nothing")
            try:
                yield
            finally:
                time.sleep(0.2)
                recorder.terminate()
                recorder.wait(10)

    def pull_out(self) -> None:
        """The whole card is gone, from one moment to the next."""
        self._server.kill()
        self._server.wait(10)

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self.env, check=True, timeout=300, capture_output=True)


@contextmanager
def virtual_sound_card() -> Iterator[VirtualSoundCard]:
    """A card for the length of the block; skips the test where the system packages are missing."""
    for tool in TOOLS:
        need(shutil.which(tool), f"{tool} is missing: apt-get install pulseaudio pulseaudio-utils")
    need(_ALSA_CONF.exists(), "alsa.conf is missing: apt-get install libasound2-plugins alsa-utils")
    with ExitStack() as stack:
        # Short, because the path of a socket may not exceed 107 characters.
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="vcard-", ignore_cleanup_errors=True))
        )
        (folder / "asound.conf").write_text(_ALSA.replace("{alsa_conf}", str(_ALSA_CONF)))
        server, env = stack.enter_context(_server(_MODULES, folder))
        card = VirtualSoundCard({**env, "ALSA_CONFIG_PATH": str(folder / "asound.conf")}, server)
        for monitor in ("vmic_in.monitor", "vspk.monitor"):
            # An idle null sink has two seconds of latency and swallows the start of what it is given.
            hold = ["parec", f"--device={monitor}", "--latency-msec=20", os.devnull]
            stack.enter_context(_running(hold, env))
        time.sleep(0.5)
        yield card


@contextmanager
def _server(modules: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    """A PulseAudio of its own that lives in `folder`, and the environment in which programs reach it."""
    socket = folder / "native"
    (folder / "default.pa").write_text(modules.format(socket=socket))
    env = {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{socket}",
    }
    command = ["pulseaudio", "-n", "-F", str(folder / "default.pa")]
    command += ["--exit-idle-time=-1", "--use-pid-file=no", "--daemonize=no"]
    with _running(command, env) as server:
        _wait_until(socket.exists, "pulseaudio does not start")
        yield server, env


@contextmanager
def _running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def _wait_until(condition: Callable[[], bool], complaint: str) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, complaint
        time.sleep(0.02)


def babble(seconds: float, *, seed: int = 1) -> Clip:
    """Noise in the rhythm of syllables, 16 kHz: loud from its first sample, and never twice the same."""
    count = int(seconds * SAMPLE_RATE)
    noise = np.random.default_rng(seed).normal(0.0, 0.1, count)
    syllables = 0.55 + 0.45 * np.cos(2.0 * np.pi * 4.0 * np.arange(count) / SAMPLE_RATE)
    smooth = np.convolve(noise, np.ones(4) / 4.0, mode="same")
    return Clip(samples=np.clip(smooth * syllables, -1.0, 1.0).astype(np.float32))


def find_in(heard: Clip, played: Clip) -> tuple[float, float]:
    """Where in `heard` `played` begins, in seconds (negative: its start is lost), and their correlation.

    What of `played` is missing in `heard` counts as silence there, so a lost end lowers the correlation.
    """
    size = 1 << (len(heard.samples) + len(played.samples)).bit_length()
    spectrum = np.fft.rfft(heard.samples, size) * np.conj(np.fft.rfft(played.samples, size))
    at = int(np.argmax(np.fft.irfft(spectrum, size)))
    lag = at - size if at > size // 2 else at
    count = len(played.samples)
    around = np.concatenate([np.zeros(count), heard.samples, np.zeros(count)])[lag + count :][:count]
    return lag / SAMPLE_RATE, float(np.corrcoef(around, played.samples)[0, 1])
