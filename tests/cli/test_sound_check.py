"""`voiceprep doctor --audio`: every finding in words, and the exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.listening.fake_card import FakeCard
from voiceprep.cli.main import run
from voiceprep.cli.sound_check import describe
from voiceprep.errors import ExitCode
from voiceprep.listening import microphone as microphone_module
from voiceprep.listening.levels import Echo, SoundFindings, Speech
from voiceprep.sound_check import SoundCheck
from voiceprep.speaking.interface import SpeakingError
from voiceprep.speaking.loudspeaker import NoLoudspeaker

if TYPE_CHECKING:
    from voiceprep.cli.checks import Check

GOOD = SoundFindings(
    noise=-62.0,
    echo=Echo.NOT_HEARD,
    echo_level=None,
    echo_above=None,
    speech=Speech.CLEAR,
    speech_level=-24.0,
    clipped=0.0,
)


def said(findings: SoundFindings) -> dict[str, Check]:
    return {check.subject: check for check in describe(findings)}


def test_all_is_well() -> None:
    checks = said(GOOD)
    assert {check.state for check in checks.values()} == {"ok"}
    assert "-62 dBFS" in checks["noise floor"].found
    assert checks["speech"].found == "-24 dBFS, 38 dB above the noise"


@pytest.mark.parametrize("speech", Speech)
@pytest.mark.parametrize("echo", Echo)
def test_every_fault_has_a_step_that_mends_it_and_only_a_useless_microphone_is_missing(
    speech: Speech, echo: Echo
) -> None:
    level = None if echo is not Echo.HEARD else -30.0
    found = replace(GOOD, speech=speech, echo=echo, echo_level=level, echo_above=level and 25.0)
    checks = list(describe(found))
    assert all(check.mend for check in checks if check.state in {"poor", "missing"})
    assert any(check.state == "missing" for check in checks) == (speech in {Speech.MUTED, Speech.NOISE_ONLY})
    (line,) = (check for check in checks if check.subject == "speech")
    assert (line.state == "ok") == (speech is Speech.CLEAR)


@pytest.mark.parametrize(
    ("change", "subject", "found", "mend"),
    [
        ({"speech": Speech.MUTED}, "speech", "digital silence", "Unmute it"),
        ({"speech": Speech.NOISE_ONLY}, "speech", "nothing but its noise", "voiceprep devices --microphone"),
        ({"speech": Speech.NOBODY}, "speech", "nobody was heard", "speak when asked"),
        ({"speech": Speech.FAINT}, "speech", "very quiet", "Turn the microphone up"),
        ({"speech": Speech.NEAR_NOISE}, "speech", "may be misheard", "Move closer"),
        ({"noise": -30.0}, "noise floor", "-30 dBFS while nobody spoke, which is loud", "quieter room"),
        ({"clipped": 0.02}, "clipping", "2.0 % of your speech", "Turn the microphone down"),
        (
            {"echo": Echo.HEARD, "echo_level": -31.0, "echo_above": 24.0},
            "echo of the loudspeaker",
            "-31 dBFS, 24 dB above the noise",
            "Headphones help. Without them voiceprep waits for its own voice to end",
        ),
        ({}, "echo of the loudspeaker", "does not hear", "voiceprep devices --loudspeaker"),
    ],
)
def test_what_is_said(change: dict[str, float | Echo | Speech], subject: str, found: str, mend: str) -> None:
    check = said(replace(GOOD, **change))[subject]  # type: ignore[arg-type]
    assert found in check.found
    assert mend in str(check.mend)


def test_of_a_muted_microphone_nothing_else_is_claimed() -> None:
    assert list(said(replace(GOOD, speech=Speech.MUTED))) == ["speech"]


def test_without_devices_it_is_one_sentence_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(microphone_module, "import_sounddevice", lambda: FakeCard(names=()))
    assert run(["doctor", "--audio"]) == ExitCode.MISSING
    shown = capsys.readouterr()
    assert "missing   microphone: There is no microphone on this system." in shown.out
    assert "Please be quiet" not in shown.out
    assert "Traceback" not in shown.err
    assert run(["doctor", "--audio", "--json"]) == ExitCode.MISSING
    document = json.loads(capsys.readouterr().out)
    assert document["healthy"] is False
    assert [check["state"] for check in document["checks"]] == ["missing"]


class TestCommand:
    """With a card that delivers sound, and a check that finds what it is told to."""

    @pytest.fixture(autouse=True)
    def _card(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(microphone_module, "import_sounddevice", FakeCard)
        monkeypatch.setattr(
            "voiceprep.cli.sound_check.build_loudspeaker", lambda say_so: NoLoudspeaker("for this test")
        )

    def run(self, monkeypatch: pytest.MonkeyPatch, check: SoundCheck, *more: str) -> int:
        monkeypatch.setattr("voiceprep.sound_check.check_sound", lambda *_, **__: check)
        return run(["doctor", "--audio", *more])

    @pytest.mark.parametrize(
        ("findings", "code", "verdict"),
        [
            (GOOD, ExitCode.OK, "You can be heard."),
            (replace(GOOD, speech=Speech.NOBODY), ExitCode.OK, "The microphone works; see above"),
            (replace(GOOD, speech=Speech.MUTED), ExitCode.MISSING, "cannot be used"),
            (replace(GOOD, speech=Speech.NOISE_ONLY), ExitCode.MISSING, "cannot be used"),
        ],
    )
    def test_the_last_line_and_the_exit_code_agree(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        findings: SoundFindings,
        code: ExitCode,
        verdict: str,
    ) -> None:
        assert self.run(monkeypatch, SoundCheck(findings, (), None)) == code
        assert verdict in capsys.readouterr().out.splitlines()[-1]

    def test_what_went_wrong_on_the_way_is_told(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        failure = SpeakingError("The loudspeaker stopped taking sound.", next_step="Check it.")
        check = SoundCheck(GOOD, ("The microphone was lost after 1.0 seconds.",), failure)
        assert self.run(monkeypatch, check, "--json") == ExitCode.OK
        checks = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["checks"]}
        assert checks["microphone"]["found"] == "fake"
        assert checks["loudspeaker"]["found"] == failure.message
        assert checks["loudspeaker"]["mend"] == "Check it."
        assert checks["recording"]["state"] == "poor"
        assert checks["recording"]["found"] == "The microphone was lost after 1.0 seconds."

    def test_the_person_is_told_what_to_do_and_with_json_not_on_stdout(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """For real: the fake card delivers a ramp that is loud and cut off nowhere."""
        run(["doctor", "--audio", "--json"])
        out, err = capsys.readouterr()
        assert json.loads(out)["schema_version"] == 1
        assert err.index("Please be quiet") < err.index("Now say a sentence")
