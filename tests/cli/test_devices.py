"""`voiceprep devices`, and what a remembered choice means for an interview."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.listening.fake_card import FakeCard
from voiceprep.cli.answers import build_listener
from voiceprep.cli.console import Console
from voiceprep.cli.main import run
from voiceprep.cli.setup import build_loudspeaker, build_speech
from voiceprep.errors import ExitCode, MissingError, SettingsError, UsageError
from voiceprep.listening import microphone as microphone_module
from voiceprep.settings import ENVIRONMENT_VARIABLE, Settings, load_settings, remember_devices
from voiceprep.speaking import loudspeaker as loudspeaker_module
from voiceprep.speaking.interface import SpeakingError
from voiceprep.speaking.loudspeaker import NoLoudspeaker

if TYPE_CHECKING:
    from pathlib import Path

WHERE_IT_IS_IMPORTED = ("voiceprep.audio.quiet", microphone_module.__name__, loudspeaker_module.__name__)


class Card(FakeCard):
    """Plays as well."""

    def check_output_settings(self, *, device: int, channels: int, samplerate: int) -> None:
        self.name(device)


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.json"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    return path


def plug(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """These devices are there, each of them microphone and loudspeaker; the first is the default."""
    card = Card(names=names, outputs=2)
    for module in WHERE_IT_IS_IMPORTED:
        monkeypatch.setattr(f"{module}.import_sounddevice", lambda: card)


@pytest.fixture
def _two_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    plug(monkeypatch, "laptop", "headset")


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["devices", "--json", *arguments]) == ExitCode.OK
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.usefixtures("_two_devices")
class TestDevices:
    def test_lists_both_kinds(self, capsys: pytest.CaptureFixture[str], settings: Path) -> None:
        document = listed(capsys)
        assert document["settings"] == str(settings)
        assert document["remembered"] == {"microphone": None, "loudspeaker": None}
        for kind in ("microphones", "loudspeakers"):
            assert [(one["number"], one["name"], one["default"]) for one in document[kind]] == [
                (0, "laptop", True),
                (1, "headset", False),
            ]
            assert {(one["system"], one["rate"], one["remembered"]) for one in document[kind]} == {
                ("Threads", 44_100, False)
            }
        run(["devices"])
        shown = capsys.readouterr().out
        assert shown.count("laptop, Threads, 44100 Hz   <- default") == 2
        assert not settings.exists()

    @pytest.mark.parametrize("named", ["1", "headset", "HEAD"])
    def test_a_choice_is_remembered_by_name(self, capsys: pytest.CaptureFixture[str], named: str) -> None:
        document = listed(capsys, "--microphone", named)
        assert document["remembered"] == {"microphone": "headset", "loudspeaker": None}
        assert [one["remembered"] for one in document["microphones"]] == [False, True]
        assert [one["remembered"] for one in document["loudspeakers"]] == [False, False]
        assert load_settings() == Settings("headset", None)
        listed(capsys, "--loudspeaker", "laptop")
        assert load_settings() == Settings("headset", "laptop")
        run(["devices"])
        assert "laptop, Threads, 44100 Hz   <- default, remembered" in capsys.readouterr().out

    def test_forgets(self, capsys: pytest.CaptureFixture[str]) -> None:
        remember_devices(microphone="headset", loudspeaker="headset")
        document = listed(capsys, "--forget")
        assert document["remembered"] == {"microphone": None, "loudspeaker": None}
        assert load_settings() == Settings()

    @pytest.mark.parametrize(
        ("arguments", "sentence", "next_step"),
        [
            (["--microphone", "telephone"], "no microphone called telephone", "laptop; headset"),
            (["--microphone", "7"], "no microphone called 7", "laptop; headset"),
            (["--loudspeaker", ""], "no loudspeaker called", "laptop; headset"),
            (["--loudspeaker", "t"], "fits several loudspeakers", "laptop; headset"),
            (["--microphone", "headset", "--loudspeaker", "x"], "no loudspeaker called x", "laptop; headset"),
            (["--forget", "--microphone", "headset"], "goes without", "Forget first"),
        ],
    )
    def test_a_wrong_choice_changes_nothing(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str, next_step: str
    ) -> None:
        remember_devices(microphone="laptop")
        assert run(["devices", *arguments]) == ExitCode.USAGE
        shown = capsys.readouterr().err
        assert sentence in shown
        assert next_step in shown
        assert load_settings() == Settings("laptop", None)

    def test_what_is_remembered_and_not_here_is_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        remember_devices(microphone="telephone")
        assert listed(capsys)["remembered"]["microphone"] == "telephone"
        run(["devices"])
        assert "telephone is remembered and not here: the default is used." in capsys.readouterr().out


def test_without_any_device_the_lists_are_empty(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plug(monkeypatch)
    document = listed(capsys)
    assert (document["microphones"], document["loudspeakers"]) == ([], [])
    assert run(["devices", "--microphone", "headset"]) == ExitCode.USAGE
    assert "There are: none." in capsys.readouterr().err


def test_what_is_remembered_is_forgotten_without_portaudio_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise MissingError("The sound library PortAudio is not installed.", next_step="install")

    for module in WHERE_IT_IS_IMPORTED:
        monkeypatch.setattr(f"{module}.import_sounddevice", missing)
    remember_devices(microphone="headset")
    assert run(["devices", "--forget"]) == ExitCode.OK
    assert "PortAudio is not installed" in capsys.readouterr().err
    assert load_settings() == Settings()
    document = listed(capsys, "--forget")
    assert (document["microphones"], document["loudspeakers"]) == ([], [])
    assert run(["devices"]) == ExitCode.MISSING


def test_a_damaged_file_is_one_sentence(capsys: pytest.CaptureFixture[str], settings: Path) -> None:
    settings.write_text("{")
    for arguments in (["devices"], ["doctor", "--audio"]):
        assert run(arguments) == ExitCode.BAD_INPUT
        shown = capsys.readouterr().err
        assert str(settings) in shown
        assert "Traceback" not in shown
    with pytest.raises(SettingsError):
        build_loudspeaker(say_so=print)


class Told(Console):
    """Keeps what it warns of."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def warn(self, text: str) -> None:
        self.told.append(text)


class TestInterview:
    """What `practice` makes of --microphone, --loudspeaker and what is remembered."""

    def listener(self, *named: str) -> tuple[str, list[str]]:
        """Name of the microphone, and what the person was told."""
        told: list[str] = []
        listening = build_listener(named, typed=False, say_so=told.append)
        listening.listener.check()
        return listening.listener.identity, told

    def loudspeaker(self, named: str | None = None) -> tuple[str, list[str]]:
        console = Told()
        speech = build_speech("silent-not", off=False, console=console, device=named)
        return speech.loudspeaker.identity, console.told

    @pytest.fixture(autouse=True)
    def _no_voice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("voiceprep.cli.setup.build_voices", lambda *_, **__: (None, None))

    @pytest.mark.usefixtures("_two_devices")
    def test_what_is_remembered_is_used_and_what_is_named_comes_first(self) -> None:
        assert self.listener() == ("laptop", [])
        assert self.loudspeaker() == ("laptop", [])
        remember_devices(microphone="headset", loudspeaker="headset")
        assert self.listener() == ("headset", [])
        assert self.loudspeaker() == ("headset", [])
        for named in ("laptop", "0"):
            assert self.listener(named) == ("laptop", [])
            assert self.loudspeaker(named) == ("laptop", [])

    def test_a_remembered_device_that_is_not_here_gives_way_to_the_default_and_that_is_said(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        remember_devices(microphone="headset", loudspeaker="headset")
        plug(monkeypatch, "laptop")
        for kind, (name, told) in (("microphone", self.listener()), ("loudspeaker", self.loudspeaker())):
            assert name == "laptop"
            assert told == [
                f"The remembered {kind} headset is not here; the system's default is used instead."
            ]
        assert load_settings() == Settings("headset", "headset")

    @pytest.mark.usefixtures("_two_devices")
    def test_a_loudspeaker_that_is_named_has_to_be_there(self) -> None:
        with pytest.raises(SpeakingError, match="no loudspeaker called telephone") as caught:
            self.loudspeaker("telephone")
        assert "voiceprep devices" in caught.value.next_step

    def test_without_speech_there_is_nothing_to_play(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(UsageError, match="nothing to play"):
            build_speech("auto", off=True, console=Told(), device="headset")
        arguments = ["practice", "--typed", "--no-speech", "--loudspeaker", "headset"]
        assert run(arguments) == ExitCode.USAGE
        assert "Leave out --loudspeaker" in capsys.readouterr().err

    def test_without_portaudio_the_engines_say_so_themselves(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing() -> None:
            raise MissingError("The sound library PortAudio is not installed.", next_step="install")

        remember_devices(microphone="headset", loudspeaker="headset")
        for module in WHERE_IT_IS_IMPORTED:
            monkeypatch.setattr(f"{module}.import_sounddevice", missing)
        assert isinstance(build_loudspeaker(say_so=print), NoLoudspeaker)
        with pytest.raises(MissingError):
            self.listener()


class TestDoctor:
    """The lines of `voiceprep doctor` about devices."""

    @pytest.fixture(autouse=True)
    def _only_devices(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for part in ("_packages", "_speech_system", "_models"):
            monkeypatch.setattr(f"voiceprep.cli.doctor.{part}", list)

    def checks(self, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, Any]]]:
        code = run(["doctor", "--json"])
        return code, {one["subject"]: one for one in json.loads(capsys.readouterr().out)["checks"]}

    def test_names_the_remembered_ones(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Path
    ) -> None:
        remember_devices(microphone="headset", loudspeaker="headset")
        plug(monkeypatch, "laptop", "headset")
        code, checks = self.checks(capsys)
        assert code == ExitCode.OK
        assert (checks["microphone"]["found"], checks["loudspeaker"]["found"]) == ("headset", "headset")
        assert (checks["settings"]["state"], checks["settings"]["found"]) == ("ok", str(settings))

    def test_says_which_are_not_here(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        remember_devices(microphone="headset")
        plug(monkeypatch, "laptop")
        code, checks = self.checks(capsys)
        assert code == ExitCode.OK
        assert checks["microphone"]["found"] == "laptop"
        assert checks["settings"]["state"] == "poor"
        assert "headset is not here" in checks["settings"]["found"]

    def test_says_that_the_settings_are_damaged(
        self, capsys: pytest.CaptureFixture[str], settings: Path
    ) -> None:
        settings.write_text("{")
        code, checks = self.checks(capsys)
        assert code == ExitCode.MISSING
        assert checks["settings"]["state"] == "missing"
        assert str(settings) in checks["settings"]["found"]
