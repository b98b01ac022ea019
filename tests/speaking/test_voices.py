"""One contract for every voice and one for every loudspeaker, then what is particular to each."""

from __future__ import annotations

import ctypes.util
import importlib
import importlib.util
import io
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.requirements import need
from tests.speaking.fake_output import FakeOutput
from tests.speaking.humming import HummingVoice
from tests.virtual_sound_card import VirtualSoundCard, babble, find_in, virtual_sound_card
from voiceprep.audio.decode import decode, write_wav
from voiceprep.errors import MissingError
from voiceprep.speaking import loudspeaker as loudspeaker_module
from voiceprep.speaking import pyttsx3 as pyttsx3_module
from voiceprep.speaking import pyttsx3_child
from voiceprep.speaking.cached import CachedVoice
from voiceprep.speaking.hibari import HibariVoice, read_lexicon, respell
from voiceprep.speaking.interface import Loudspeaker, SpeakingError, Voice
from voiceprep.speaking.loudspeaker import (
    LastingLoudspeaker,
    NoLoudspeaker,
    SoundDeviceLoudspeaker,
    find_loudspeaker,
)
from voiceprep.speaking.pyttsx3 import Pyttsx3Voice
from voiceprep.speaking.silent import SilentVoice

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.audio.clip import Clip

QUESTION = "How would you find out which of the two is hurting your model, bias or variance?"
VOICES = [
    pytest.param("silent"),
    pytest.param("cached"),
    pytest.param("hibari", marks=pytest.mark.models),
    pytest.param("pyttsx3", marks=pytest.mark.audio),
]


@pytest.fixture(scope="module", params=VOICES)
def voice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Voice:
    if request.param == "cached":
        return CachedVoice(HummingVoice(), tmp_path_factory.mktemp("speech"))
    if request.param == "hibari":
        need(importlib.util.find_spec("hibari"), 'hibari is missing: pip install "voiceprep[offline]"')
        return HibariVoice()
    if request.param == "pyttsx3":
        need_espeak()
        return Pyttsx3Voice()
    return SilentVoice()


def need_espeak() -> None:
    need(
        sys.platform != "linux" or ctypes.util.find_library("espeak-ng"),
        "espeak-ng is missing: apt-get install espeak-ng",
    )


class TestVoiceContract:
    def test_has_a_name_before_and_after_loading(self, voice: Voice) -> None:
        before = voice.identity
        voice.load()
        voice.load()
        assert voice.identity == before != ""

    def test_speaks_a_whole_sentence(self, voice: Voice) -> None:
        clip = voice.synthesise(QUESTION)
        assert clip.source == voice.identity
        assert clip.samples.dtype == np.float32
        assert clip.samples.ndim == 1
        if isinstance(voice, SilentVoice):
            assert clip.seconds == 0.0
            return
        assert 3.0 < clip.seconds < 10.0
        assert 0.05 < float(np.abs(clip.samples).max()) <= 1.0
        last_second = clip.samples[-clip.sample_rate :]
        assert float(np.abs(last_second).max()) > 0.01  # it says the last word, too

    def test_the_same_text_gives_the_same_clip(self, voice: Voice) -> None:
        first, other, again = (voice.synthesise(text) for text in ("Why?", QUESTION, "Why?"))
        assert np.array_equal(first.samples, again.samples)
        assert not len(other.samples) or len(other.samples) > len(first.samples)

    @pytest.mark.parametrize("blank", ["", " ", "\n\t "])
    def test_blank_text_is_an_empty_clip(self, voice: Voice, blank: str) -> None:
        assert voice.synthesise(blank).seconds == 0.0

    def test_odd_text_does_no_harm(self, voice: Voice) -> None:
        for text in ("...", "naïve — “quotes” 100% O(n²)", "x" * 200, "[link](/nowhere/)", "-v --help"):
            assert np.isfinite(voice.synthesise(text).samples).all()


class TestHibari:
    def test_missing_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "hibari", None)
        with pytest.raises(MissingError) as caught:
            HibariVoice().load()
        assert caught.value.next_step == 'pip install "voiceprep[offline]"'

    @pytest.mark.models
    def test_its_rate_and_name(self) -> None:
        need(importlib.util.find_spec("hibari"), "hibari is missing")
        clip = HibariVoice().synthesise("Ready?")
        assert clip.sample_rate == 24_000
        assert clip.source.endswith("heart")

    @pytest.mark.models
    def test_the_lexicon_speaks_its_alphabet(self) -> None:
        need(importlib.util.find_spec("hibari"), "hibari is missing")
        engine = importlib.import_module("hibari").Hibari()
        for word, said in read_lexicon().items():
            assert "".join(engine.phonemize(respell(f"Tell me about {word} now.", {word: said})))
            if said.startswith("/"):
                assert said.endswith("/")
                assert set(said.strip("/")) <= set(engine.vocab), word


EMPTY = "(1, 2, 22050, 0, 'NONE', '')"
LEXICON = {"Redis": "/redis/", "SHAP": "/Sap/", "O(n)": "O of N", "kube": "x", "kubectl": "cube control"}


class TestLexicon:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Is Redis fast?", "Is [Redis](/redis/) fast?"),
            ("redis", "[redis](/redis/)"),
            ("Rediscover", "Rediscover"),
            ("SHAP, shap", "[SHAP](/Sap/), shap"),
            ("It is O(n).", "It is O of N."),
            ("FOO(n)", "FOO(n)"),
            ("kubectl", "cube control"),
            ("Nothing here", "Nothing here"),
        ],
    )
    def test_whole_words_only(self, text: str, said: str) -> None:
        assert respell(text, LEXICON) == said

    def test_no_lexicon(self) -> None:
        assert respell("Redis", {}) == "Redis"

    def test_the_packaged_one_is_short_and_knows_kubernetes(self) -> None:
        lexicon = read_lexicon()
        assert len(lexicon) < 60
        assert respell("What is Kubernetes?", lexicon).startswith("What is [Kubernetes](/")


class ForgetfulEspeak:
    """pyttsx3 and its driver in one; espeak's thread loses what it is told before somebody waited for it."""

    def __init__(self) -> None:
        self.pace = 175
        self.ready = False
        self.written: dict[str, tuple[str, int]] = {}
        """Path → the text and the pace it was spoken at."""
        self._waiting: dict[str, str] = {}

    def init(self) -> ForgetfulEspeak:
        self.setProperty("rate", 200)
        return self

    def setProperty(self, name: str, value: int) -> None:  # noqa: N802 - pyttsx3's name
        if self.ready and name == "rate":
            self.pace = value

    def save_to_file(self, text: str, path: str) -> None:
        self._waiting[path] = text

    def runAndWait(self) -> None:  # noqa: N802 - pyttsx3's name
        pass  # the first one of a process returns at once

    def Synchronize(self) -> None:  # noqa: N802 - espeak's name
        self.ready = True
        self.written |= {path: (text, self.pace) for path, text in self._waiting.items()}


class TestPyttsx3:
    def test_the_child_waits_for_espeak_before_and_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        espeak = ForgetfulEspeak()
        monkeypatch.setitem(sys.modules, "pyttsx3", espeak)
        monkeypatch.setitem(sys.modules, "pyttsx3.drivers._espeak", espeak)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Why?")))
        assert pyttsx3_child.main(["why.wav"]) == 0
        assert espeak.written == {"why.wav": ("Why?", 200)}

    @pytest.fixture
    def child(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A file whose code runs in place of our child process."""
        path = tmp_path / "child.py"
        monkeypatch.setattr(pyttsx3_module, "CHILD", path)
        return path

    @pytest.mark.parametrize(
        ("code", "error", "message"),
        [
            ("import time; time.sleep(60)", SpeakingError, "did not finish within"),
            ("import sys; sys.exit(21)", MissingError, "pyttsx3 is not installed"),
            ("import sys; sys.exit(22)", MissingError, "no speech synthesiser"),
            ("raise RuntimeError('bad voice')", SpeakingError, "bad voice"),
            ("import os; os.abort()", SpeakingError, "exit code"),
            ("pass", SpeakingError, "wrote no file"),
            ("import sys; open(sys.argv[1], 'w')", SpeakingError, "without sound"),
            (
                "import sys, wave; f = wave.open(sys.argv[1], 'wb'); f.setparams(" + EMPTY + "); f.close()",
                SpeakingError,
                "gave no sound",
            ),
        ],
    )
    def test_every_fault_of_the_child_has_a_name(
        self, child: Path, code: str, error: type[Exception], message: str
    ) -> None:
        child.write_text(code)
        limit = 0.5 if "sleep" in code else 20.0
        with pytest.raises(error, match=message):
            Pyttsx3Voice(time_limit=limit).synthesise("Hello.")

    def test_the_next_step_names_the_system_package(self, child: Path) -> None:
        child.write_text("import sys; sys.exit(22)")
        with pytest.raises(MissingError) as caught:
            Pyttsx3Voice().load()
        assert "sudo apt-get install espeak-ng" in caught.value.next_step

    def test_another_format_than_wav_is_read_as_well(
        self, child: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        child.write_text(
            "import sys, wave; f = wave.open(sys.argv[1], 'wb'); f.setnchannels(2);"
            "f.setsampwidth(2); f.setframerate(16000); f.writeframes(bytes(32000)); f.close()"
        )
        assert Pyttsx3Voice().synthesise("Hello.").seconds == pytest.approx(0.5)

    @pytest.mark.audio
    def test_the_first_text_of_a_process_is_complete(self) -> None:
        need_espeak()
        sentences = Pyttsx3Voice().synthesise(f"{QUESTION} " * 5).seconds
        assert sentences > 4.0 * Pyttsx3Voice().synthesise(QUESTION).seconds


class TestLoudspeaker:
    @pytest.fixture
    def card(self, monkeypatch: pytest.MonkeyPatch) -> FakeOutput:
        card = FakeOutput()
        monkeypatch.setattr(loudspeaker_module, "import_sounddevice", lambda: card)
        return card

    @pytest.fixture(params=["none", "sounddevice"])
    def loudspeaker(self, request: pytest.FixtureRequest, card: FakeOutput) -> Loudspeaker:
        return NoLoudspeaker("for this test") if request.param == "none" else SoundDeviceLoudspeaker()

    def test_contract(self, loudspeaker: Loudspeaker) -> None:
        assert loudspeaker.identity
        loudspeaker.play(SilentVoice().synthesise("nothing"))
        loudspeaker.play(babble(0.2))

    def test_plays_every_sample(self, card: FakeOutput) -> None:
        clip = babble(0.33)
        SoundDeviceLoudspeaker().play(clip)
        played = np.concatenate(card.played)
        assert np.array_equal(played[: len(clip.samples)], clip.samples)
        assert not played[len(clip.samples) :].any()

    def test_it_stops_when_told(self, card: FakeOutput) -> None:
        card.dies = True  # it takes nothing, so that only `stop` can end the waiting
        stop = threading.Event()
        threading.Timer(0.1, stop.set).start()
        begun = time.monotonic()
        SoundDeviceLoudspeaker().play(babble(20.0), stop=stop)
        assert time.monotonic() - begun < 2.0
        assert card.aborted

    def test_what_was_stopped_before_it_began_is_not_heard(self, loudspeaker: Loudspeaker) -> None:
        stop = threading.Event()
        stop.set()
        begun = time.monotonic()
        loudspeaker.play(babble(20.0), stop=stop)
        assert time.monotonic() - begun < 1.0

    def test_a_device_that_takes_only_its_own_rate(self, card: FakeOutput) -> None:
        card.rates = (48_000,)
        SoundDeviceLoudspeaker("fake").play(babble(0.5))
        assert card.rate == 48_000
        heard = np.flatnonzero(np.concatenate(card.played))
        assert heard[-1] - heard[0] == pytest.approx(0.5 * 48_000, abs=50)

    def test_a_device_that_takes_nothing(self, card: FakeOutput) -> None:
        card.rates = ()
        with pytest.raises(SpeakingError, match="Invalid sample rate"):
            SoundDeviceLoudspeaker().play(babble(0.1))

    def test_a_device_that_stops(self, card: FakeOutput, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loudspeaker_module, "PATIENCE", 0.2)
        card.dies = True
        with pytest.raises(SpeakingError, match="stopped taking sound"):
            SoundDeviceLoudspeaker().play(babble(0.1))

    def test_a_device_that_says_that_it_has_stopped(self, card: FakeOutput) -> None:
        card.dies = card.ends = True
        begun = time.monotonic()
        with pytest.raises(SpeakingError, match="stopped taking sound"):
            SoundDeviceLoudspeaker().play(babble(20.0))
        assert time.monotonic() - begun < 2.0

    def test_finding_one(self, card: FakeOutput) -> None:
        assert find_loudspeaker().identity == "fake"

    def test_finding_none(self, card: FakeOutput) -> None:
        card.present = False
        assert find_loudspeaker().identity == "no loudspeaker (there is no output device)"
        assert SoundDeviceLoudspeaker().identity == "default loudspeaker"
        with pytest.raises(SpeakingError, match="no loudspeaker called 7") as caught:
            SoundDeviceLoudspeaker(7).play(babble(0.1))
        assert "voiceprep devices" in caught.value.next_step

    def test_a_number_means_the_same_device_when_numbers_have_changed(self, card: FakeOutput) -> None:
        card.names = ["monitor", "headset"]
        loudspeaker = SoundDeviceLoudspeaker(1)
        loudspeaker.play(babble(0.1))
        card.names = ["headset", "monitor"]
        loudspeaker.play(babble(0.1))
        assert card.used == ["headset", "headset"]

    def test_without_portaudio(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing() -> None:
            raise MissingError("The sound library PortAudio is not installed.", next_step="install")

        monkeypatch.setattr(loudspeaker_module, "import_sounddevice", missing)
        assert "PortAudio is not installed" in find_loudspeaker().identity

    def test_a_headset_that_is_pulled_out_gives_way_to_the_default_for_good(self, card: FakeOutput) -> None:
        card.names = ["laptop", "headset"]
        told: list[str] = []
        loudspeaker = LastingLoudspeaker(SoundDeviceLoudspeaker("headset"), remark=told.append)
        loudspeaker.play(babble(0.1))
        card.names = ["laptop"]
        card.played.clear()
        sentence = babble(0.33)
        loudspeaker.play(sentence)
        played = np.concatenate(card.played)
        assert np.array_equal(played[played != 0.0], sentence.samples[sentence.samples != 0.0])
        card.names = ["laptop", "headset"]
        loudspeaker.play(babble(0.1))
        assert card.used == ["headset", "laptop", "laptop"]
        assert told == ["The loudspeaker failed; the interviewer speaks through laptop now."]
        assert (loudspeaker.identity, loudspeaker.device) == ("laptop", None)

    def test_where_no_other_one_is_left_it_is_the_first_that_failed(self, card: FakeOutput) -> None:
        told: list[str] = []
        loudspeaker = LastingLoudspeaker(SoundDeviceLoudspeaker(0), remark=told.append)
        loudspeaker.play(babble(0.1))
        card.present = False
        with pytest.raises(SpeakingError, match="no loudspeaker called fake"):
            loudspeaker.play(babble(0.1))
        assert told == []


PROGRAM = """
import sys
import threading
from pathlib import Path
from voiceprep.audio.decode import decode
from voiceprep.errors import VoiceprepError
from voiceprep.speaking.loudspeaker import find_loudspeaker
loudspeaker = find_loudspeaker()
clip = decode(Path(sys.argv[1]))
stop = threading.Event()
print(type(loudspeaker).__name__, flush=True)
timer = threading.Timer(float(sys.argv[2]), stop.set)
timer.daemon = True
timer.start()
try:
    loudspeaker.play(clip, stop=stop)
    print("played")
except KeyboardInterrupt:
    print("interrupted")
except VoiceprepError as error:
    print(type(error).__name__)
"""


@pytest.mark.audio
class TestLoudspeakerLive:
    def start(
        self, clip: Clip, folder: Path, card: VirtualSoundCard, *, stop_after: float = 10.0
    ) -> subprocess.Popen[bytes]:
        write_wav(clip, folder / "clip.wav")
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder / "clip.wav"), str(stop_after)],
            env=card.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"SoundDeviceLoudspeaker\n"
        return process

    def test_all_of_it_is_heard(self, tmp_path: Path) -> None:
        clip = babble(2.0)
        with virtual_sound_card() as card, card.record(tmp_path / "heard.wav"):
            out, _ = self.start(clip, tmp_path, card).communicate(timeout=20)
        assert out == b"played\n"
        _, correlation = find_in(decode(tmp_path / "heard.wav"), clip)
        assert correlation > 0.95

    def test_ctrl_c_cuts_the_sound(self, tmp_path: Path) -> None:
        with virtual_sound_card() as card, card.record(tmp_path / "heard.wav"):
            process = self.start(babble(10.0), tmp_path, card)
            time.sleep(1.0)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=5)
        assert out == b"interrupted\n"
        heard = decode(tmp_path / "heard.wav").samples
        assert np.count_nonzero(np.abs(heard) > 0.001) < 2.5 * 16_000

    def test_a_stop_cuts_the_sound_within_a_tenth_of_a_second(self, tmp_path: Path) -> None:
        with virtual_sound_card() as card, card.record(tmp_path / "heard.wav"):
            out, _ = self.start(babble(10.0), tmp_path, card, stop_after=1.5).communicate(timeout=20)
        assert out == b"played\n"
        heard = decode(tmp_path / "heard.wav").samples
        loud = np.flatnonzero(np.abs(heard) > 0.001)
        assert 0.5 < (loud[-1] - loud[0]) / 16_000 < 1.6

    def test_a_card_that_is_pulled_out(self, tmp_path: Path) -> None:
        with virtual_sound_card() as card:
            process = self.start(babble(3.0), tmp_path, card)
            time.sleep(1.0)
            card.pull_out()
            out, _ = process.communicate(timeout=20)
        assert out == b"SpeakingError\n"
