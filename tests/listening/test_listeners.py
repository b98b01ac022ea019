"""One contract for every way of taking an answer, then what is particular to each."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listening.fake_card import FakeCard, ramp
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode, to_int16, write_wav
from voiceprep.audio.voice_activity import VoiceActivity
from voiceprep.errors import AudioError, MissingError, StorageError
from voiceprep.listening import following as following_module
from voiceprep.listening import microphone as microphone_module
from voiceprep.listening.file_as_microphone import FileAsMicrophone
from voiceprep.listening.interface import Followers, Listener, ListeningError
from voiceprep.listening.microphone import Microphone
from voiceprep.listening.recorder import MeterFeed, WavWriter, dbfs, part_path
from voiceprep.listening.tape import Counts
from voiceprep.listening.turn_taking import (
    COUNTDOWN,
    MIN_PATIENCE,
    Countdown,
    Ending,
    EnterOnly,
    Notice,
    TurnRule,
)
from voiceprep.listening.typed import TypedAnswers

if TYPE_CHECKING:
    from numpy.typing import NDArray

CardMaker = Callable[..., FakeCard]


@pytest.fixture
def with_card(monkeypatch: pytest.MonkeyPatch) -> CardMaker:
    """Puts a card, as described, in place of this machine's."""

    def put(**traits: Any) -> FakeCard:
        card = FakeCard(**traits)
        monkeypatch.setattr(microphone_module, "import_sounddevice", lambda: card)
        return card

    return put


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """Two seconds of sound in a file."""
    path = tmp_path / "spoken.wav"
    write_wav(Clip(ramp(32_000).astype(np.float32) / 32768.0), path)
    return path


@pytest.fixture(params=["file", "typed", "microphone"])
def listener(request: pytest.FixtureRequest, spoken: Path, with_card: CardMaker) -> Listener:
    if request.param == "file":
        return FileAsMicrophone([spoken], pace=1.0)
    if request.param == "typed":
        return TypedAnswers(lambda: "Bias is error from a model that is too simple.")
    with_card()
    return Microphone()


RECORDING = pytest.mark.parametrize("listener", ["file", "microphone"], indirect=True)
"""Those of the family that record."""


def read(path: Path) -> NDArray[np.int16]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def set_event() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


class TestContract:
    def test_has_a_name_and_is_ready(self, listener: Listener) -> None:
        assert listener.identity.strip()
        assert listener.identity == listener.identity
        listener.check()

    def test_gives_a_recording_or_words(self, listener: Listener, tmp_path: Path) -> None:
        destination = tmp_path / "answer.wav"
        answer = listener.listen(destination, finished=threading.Event(), time_limit=0.3)
        assert (answer.recording is None) != (answer.text is None)
        assert not part_path(destination).exists()
        if answer.recording is not None:
            assert answer.recording == destination
            samples = read(destination)
            assert 0.2 * 16_000 < len(samples) < 1.0 * 16_000
            assert np.array_equal(samples, ramp(len(samples)))

    @RECORDING
    def test_a_reached_limit_is_announced(self, listener: Listener, tmp_path: Path) -> None:
        answer = listener.listen(tmp_path / "answer.wav", finished=threading.Event(), time_limit=1.0)
        assert answer.warning == "The time limit of 1 seconds was reached; the answer ends there."
        assert answer.ended is Ending.LIMIT
        assert answer.complete

    def test_an_answer_that_the_person_ends_has_no_warning(self, listener: Listener, tmp_path: Path) -> None:
        answer = listener.listen(tmp_path / "answer.wav", finished=set_event(), time_limit=5.0)
        assert (answer.warning, answer.ended, answer.complete) == (None, None, True)

    def test_ends_when_told_and_keeps_something(self, listener: Listener, tmp_path: Path) -> None:
        start = time.monotonic()
        answer = listener.listen(tmp_path / "answer.wav", finished=set_event(), time_limit=60.0)
        assert time.monotonic() - start < 2.0
        assert answer.text or (answer.recording is not None and len(read(answer.recording)))

    def test_the_meter_rises_in_time_and_stays_below_full_scale(
        self, listener: Listener, tmp_path: Path
    ) -> None:
        seen: list[tuple[float, float]] = []
        listener.listen(
            tmp_path / "answer.wav",
            finished=threading.Event(),
            time_limit=1.0,
            followers=Followers(meter=lambda seconds, level: seen.append((seconds, level))),
        )
        times = [seconds for seconds, _ in seen]
        assert times == sorted(times)
        assert all(level <= 0.0 for _, level in seen)
        assert not seen or 5 <= len(seen) <= 12

    def test_it_says_once_and_first_that_it_takes_in_what_is_said(
        self, listener: Listener, tmp_path: Path
    ) -> None:
        seen: list[str] = []
        followers = Followers(ready=lambda: seen.append("ready"), meter=lambda *_: seen.append("meter"))
        listener.listen(
            tmp_path / "answer.wav", finished=threading.Event(), time_limit=0.5, followers=followers
        )
        assert seen[0] == "ready"
        assert "ready" not in seen[1:]

    @RECORDING
    def test_ctrl_c_leaves_a_complete_recording(self, listener: Listener, tmp_path: Path) -> None:
        destination = tmp_path / "answer.wav"

        def interrupt(_seconds: float, _level: float) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            listener.listen(
                destination, finished=threading.Event(), time_limit=5.0, followers=Followers(meter=interrupt)
            )
        samples = read(destination)
        assert len(samples)
        assert np.array_equal(samples, ramp(len(samples)))
        assert not part_path(destination).exists()

    @RECORDING
    def test_a_missing_folder_is_a_storage_error(self, listener: Listener, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match="folder does not exist") as caught:
            listener.listen(tmp_path / "no" / "a.wav", finished=threading.Event(), time_limit=0.2)
        assert caught.value.next_step


class TestInvitation:
    def test_it_waits_for_the_first_sound_of_a_slow_device(
        self, with_card: CardMaker, tmp_path: Path
    ) -> None:
        with_card(keeps_every=20)
        begun, invited = time.monotonic(), []
        Microphone().listen(
            tmp_path / "answer.wav",
            finished=set_event(),
            time_limit=5.0,
            followers=Followers(ready=lambda: invited.append(time.monotonic())),
        )
        assert len(invited) == 1
        assert invited[0] - begun > 19 * 0.032

    def test_a_device_without_sound_invites_nobody(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(microphone_module, "LOST_AFTER", 0.3)
        monkeypatch.setattr(microphone_module, "FIRST_WITHIN", 0.3)
        card = with_card()
        card.mute.add("fake")
        invited: list[bool] = []
        with pytest.raises(ListeningError):
            Microphone().listen(
                tmp_path / "answer.wav",
                finished=threading.Event(),
                time_limit=5.0,
                followers=Followers(ready=lambda: invited.append(True)),
            )
        assert not invited


class TestTyped:
    def test_the_end_of_the_input_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ListeningError, match="input ended"):
            TypedAnswers(lambda: None).listen(tmp_path / "a.wav", finished=set_event(), time_limit=1.0)

    def test_an_empty_line_is_an_answer(self, tmp_path: Path) -> None:
        answer = TypedAnswers(lambda: "").listen(tmp_path / "a.wav", finished=set_event(), time_limit=1.0)
        assert answer.text == ""
        assert list(tmp_path.iterdir()) == []


class TestFileAsMicrophone:
    def test_the_recording_is_the_file_bit_for_bit(self, spoken: Path, tmp_path: Path) -> None:
        FileAsMicrophone([spoken]).listen(
            tmp_path / "answer.wav", finished=threading.Event(), time_limit=60.0
        )
        assert np.array_equal(read(tmp_path / "answer.wav"), to_int16(decode(spoken)))

    def test_files_come_in_order_and_run_out(self, spoken: Path, tmp_path: Path) -> None:
        short = tmp_path / "short.wav"
        write_wav(Clip(np.full(800, 0.25, dtype=np.float32)), short)
        listener = FileAsMicrophone([spoken, short])
        for name, count in (("1.wav", 32_000), ("2.wav", 800)):
            listener.listen(tmp_path / name, finished=threading.Event(), time_limit=60.0)
            assert len(read(tmp_path / name)) == count
        with pytest.raises(ListeningError, match=r"2 file\(s\) were given"):
            listener.listen(tmp_path / "3.wav", finished=threading.Event(), time_limit=60.0)

    def test_the_time_limit_is_exact(self, spoken: Path, tmp_path: Path) -> None:
        FileAsMicrophone([spoken]).listen(tmp_path / "a.wav", finished=threading.Event(), time_limit=0.7)
        assert len(read(tmp_path / "a.wav")) == 11_200

    def test_pace_is_seconds_per_second(self, spoken: Path, tmp_path: Path) -> None:
        start = time.monotonic()
        FileAsMicrophone([spoken], pace=0.25).listen(
            tmp_path / "a.wav", finished=threading.Event(), time_limit=60.0
        )
        assert 0.5 <= time.monotonic() - start < 1.5

    def test_check_names_the_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(ListeningError, match=r"gone\.wav"):
            FileAsMicrophone([tmp_path / "gone.wav"]).check()
        with pytest.raises(ListeningError, match="No file"):
            FileAsMicrophone([]).check()

    def test_a_file_without_sound_leaves_nothing_behind(self, tmp_path: Path) -> None:
        text = tmp_path / "notes.wav"
        text.write_text("not sound")
        with pytest.raises(AudioError):
            FileAsMicrophone([text]).listen(tmp_path / "a.wav", finished=threading.Event(), time_limit=1.0)
        assert list(tmp_path.iterdir()) == [text]


class TestMicrophone:
    def listen(self, destination: Path, *, seconds: float = 0.3) -> str | None:
        answer = Microphone().listen(destination, finished=threading.Event(), time_limit=seconds)
        assert answer.recording == destination
        return answer.warning

    def test_no_device(self, with_card: CardMaker, tmp_path: Path) -> None:
        with_card(names=())
        microphone = Microphone()
        assert microphone.identity == "default microphone"
        with pytest.raises(ListeningError, match="no microphone") as caught:
            microphone.check()
        assert "--typed" in caught.value.next_step
        assert "--microphone file:PATH" in caught.value.next_step
        with pytest.raises(ListeningError, match="no microphone"):
            self.listen(tmp_path / "a.wav")
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_name_is_repeated(self, with_card: CardMaker) -> None:
        with_card()
        Microphone("fake").check()
        with pytest.raises(ListeningError, match="called headset"):
            Microphone("headset").check()

    def test_portaudio_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing() -> None:
            raise MissingError("The sound library PortAudio is not installed.", next_step="install")

        monkeypatch.setattr(microphone_module, "import_sounddevice", missing)
        assert Microphone(3).identity == "3"
        with pytest.raises(MissingError):
            Microphone().check()

    @pytest.mark.parametrize("channels", [1, 2])
    def test_a_device_with_a_rate_of_its_own(
        self, with_card: CardMaker, tmp_path: Path, channels: int
    ) -> None:
        with_card(rates=(44_100,), channels=channels)
        assert "time limit" in str(self.listen(tmp_path / "a.wav"))
        with wave.open(str(tmp_path / "a.wav")) as file:
            assert file.getframerate() == 44_100
        samples = read(tmp_path / "a.wav")
        assert np.array_equal(samples, ramp(len(samples)))
        assert decode(tmp_path / "a.wav").seconds == pytest.approx(len(samples) / 44_100, abs=0.01)

    def test_a_device_that_refuses_every_setting(self, with_card: CardMaker) -> None:
        with_card(channels=8)
        with pytest.raises(ListeningError, match="cannot be opened"):
            Microphone().check()

    def test_a_device_that_vanishes(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(microphone_module, "LOST_AFTER", 0.3)
        monkeypatch.setattr(microphone_module, "FIRST_WITHIN", 0.3)
        with_card(dies_after=10)
        answer = Microphone().listen(tmp_path / "a.wav", finished=threading.Event(), time_limit=30.0)
        assert answer.warning == "The microphone was lost after 0.3 seconds; everything up to then is kept."
        assert not answer.complete
        assert answer.ended is Ending.LOST
        assert np.array_equal(read(tmp_path / "a.wav"), ramp(10 * 512))

    def test_a_device_that_never_gives_a_sound(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(microphone_module, "LOST_AFTER", 0.2)
        monkeypatch.setattr(microphone_module, "FIRST_WITHIN", 0.2)
        with_card(dies_after=0)
        with pytest.raises(ListeningError, match="no sound at all"):
            self.listen(tmp_path / "a.wav", seconds=30.0)
        assert list(tmp_path.iterdir()) == []

    def test_a_headset_that_begins_late_is_waited_for(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Longer than a gap may be in mid-answer: it changes to another mode first."""
        monkeypatch.setattr(microphone_module, "LOST_AFTER", 0.2)
        card = with_card()
        card.mute.add("fake")
        awake = threading.Timer(0.6, card.mute.clear)
        awake.start()
        answer = Microphone().listen(tmp_path / "a.wav", finished=threading.Event(), time_limit=0.3)
        awake.join()
        assert "lost" not in (answer.warning or "")
        assert answer.complete
        assert card.used == ["fake"]

    def test_sound_that_is_lost_without_a_flag_is_told(self, with_card: CardMaker, tmp_path: Path) -> None:
        with_card(keeps_every=2)
        warning = self.listen(tmp_path / "a.wav", seconds=1.0)
        assert warning is not None
        assert "of the sound was lost" in warning

    def test_overflows_are_told_beside_the_limit(self, with_card: CardMaker, tmp_path: Path) -> None:
        with_card(overflows=True)
        warning = self.listen(tmp_path / "a.wav", seconds=1.0)
        assert warning is not None
        assert warning.startswith("The time limit of 1 seconds was reached; the answer ends there. ")
        assert "short gaps" in warning

    @pytest.mark.parametrize("rate", [16_000, 44_100])
    def test_hands_free_a_silence_after_speech_ends_the_answer(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: int
    ) -> None:
        """On a card fifty times as fast as life; somebody speaks in the first second."""
        with_card(pace=0.02, rates=(rate,))
        monkeypatch.setattr(following_module, "MAX_BEHIND", 10_000)  # it cannot but lag
        frames = iter([True] * 31)
        monkeypatch.setattr(VoiceActivity, "speaking", lambda self, frame: next(frames, False))
        told: list[Notice] = []
        answer = Microphone().listen(
            tmp_path / "a.wav",
            finished=threading.Event(),
            time_limit=60.0,
            rule=TurnRule(hands_free=True),
            followers=Followers(notice=told.append),
        )
        assert answer.warning is None
        assert told == [Countdown(3), Countdown(2), Countdown(1)]
        assert decode(tmp_path / "a.wav").seconds >= 1.0 + MIN_PATIENCE + COUNTDOWN - 0.1

    @pytest.mark.parametrize("hands_free", [False, True])
    def test_enter_and_the_limit_do_not_wait_for_a_slow_model(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hands_free: bool
    ) -> None:
        def slow(_self: VoiceActivity, _frame: object) -> bool:
            time.sleep(0.06)
            return False

        with_card()
        monkeypatch.setattr(VoiceActivity, "speaking", slow)
        for finished in (set_event(), threading.Event()):
            start = time.monotonic()
            Microphone().listen(
                tmp_path / "a.wav",
                finished=finished,
                time_limit=0.5,
                rule=TurnRule(hands_free=hands_free),
            )
            assert time.monotonic() - start < 3.0

    @pytest.mark.parametrize("hands_free", [False, True])
    def test_where_speech_cannot_be_heard_enter_ends_the_answer_and_who_relies_on_it_is_told(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hands_free: bool
    ) -> None:
        def broken(*_: object) -> float:
            raise AudioError("The model does not work.", next_step="Install it again.")

        with_card()
        for method in ("__init__", "probabilities"):
            with monkeypatch.context() as patch:
                patch.setattr(VoiceActivity, method, broken)
                told: list[Notice] = []
                answer = Microphone().listen(
                    tmp_path / f"{method}.wav",
                    finished=threading.Event(),
                    time_limit=0.3,
                    rule=TurnRule(hands_free=hands_free),
                    followers=Followers(notice=told.append),
                )
            assert told == ([EnterOnly()] if hands_free else [])
            assert "time limit" in str(answer.warning)
            assert len(read(tmp_path / f"{method}.wav"))

    def test_a_full_disk_ends_the_recording(
        self, with_card: CardMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_card()
        write = WavWriter.write

        def fill_up(self: WavWriter, block: NDArray[np.int16]) -> None:
            if self.frames >= 5 * 512:
                raise self._refused(OSError(28, "No space left on device"))
            write(self, block)

        monkeypatch.setattr(WavWriter, "write", fill_up)
        start = time.monotonic()
        with pytest.raises(StorageError, match="disk is full"):
            self.listen(tmp_path / "a.wav", seconds=30.0)
        assert time.monotonic() - start < 5.0

    def test_the_share_that_is_missing(self) -> None:
        counts = Counts(frames=16_000 + 512, first=10.0, first_frames=512, last=11.0)
        assert counts.missing(16_000) == pytest.approx(0.0)
        assert counts.warning(16_000) is None
        counts.last = 12.0
        assert counts.missing(16_000) == pytest.approx(1.0)
        assert "About 49 %" in str(counts.warning(16_000))
        assert Counts().warning(16_000) is None


class TestWavWriter:
    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.lists(st.integers(-32768, 32767), max_size=50), max_size=12),
        st.sampled_from([8_000, 16_000, 44_100, 48_000]),
    )
    def test_blocks_come_back_as_they_went(self, blocks: list[list[int]], rate: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            destination = Path(folder, "a.take1.wav")
            with WavWriter(destination, rate) as writer:
                for number, block in enumerate(blocks):
                    writer.write(np.array(block, dtype=np.int16))
                    so_far = [sample for given in blocks[: number + 1] for sample in given]
                    assert read(part_path(destination)).tolist() == so_far
                assert writer.seconds == sum(map(len, blocks)) / rate
            assert destination.exists() == bool(sum(map(len, blocks)))
            assert not part_path(destination).exists()
            if destination.exists():
                assert read(destination).tolist() == [sample for block in blocks for sample in block]

    def test_part_names(self) -> None:
        assert part_path(Path("x/01-ml.take2.wav")) == Path("x/01-ml.take2.part.wav")

    @pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
    def test_readable_after_a_kill(self, tmp_path: Path) -> None:
        destination = tmp_path / "a.wav"
        program = (
            "import sys, time, numpy as np; from pathlib import Path\n"
            "from voiceprep.listening.recorder import WavWriter\n"
            "writer = WavWriter(Path(sys.argv[1]), 16000); writer.open()\n"
            "for number in range(50): writer.write(np.full(512, number, dtype=np.int16))\n"
            "print('written', flush=True); time.sleep(60)\n"
        )
        command = [sys.executable, "-c", program, str(destination)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"written\n"
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        assert not destination.exists()
        assert np.array_equal(read(part_path(destination)), np.repeat(np.arange(50), 512))
        assert len(decode(part_path(destination)).samples) == 50 * 512

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_disk_that_is_full_from_the_start(self, tmp_path: Path) -> None:
        destination = tmp_path / "a.wav"
        part_path(destination).symlink_to("/dev/full")
        with pytest.raises(StorageError, match="the disk is full") as caught, WavWriter(destination, 16_000):
            pass
        assert "--recordings DIR" in caught.value.next_step

    @pytest.mark.skipif(sys.platform == "win32", reason="file size limits")
    def test_a_disk_that_fills_up_keeps_what_it_has(self, tmp_path: Path) -> None:
        destination = tmp_path / "a.wav"
        program = (
            "import resource, sys, numpy as np; from pathlib import Path\n"
            "from voiceprep.errors import StorageError\n"
            "from voiceprep.listening.recorder import WavWriter\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
            "try:\n"
            "    with WavWriter(Path(sys.argv[1]), 16000) as writer:\n"
            "        while True: writer.write(np.ones(512, dtype=np.int16))\n"
            "except StorageError as error: print(error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(destination)], capture_output=True, text=True, check=True
        )
        assert "too large" in done.stdout
        assert "The first 0.6 seconds are kept" in done.stdout
        assert done.stderr == ""
        assert not destination.exists()
        assert len(read(part_path(destination))) >= 19 * 512

    def test_a_rename_that_fails_keeps_the_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        destination = tmp_path / "a.wav"
        destination.mkdir()
        (destination / "in the way").touch()
        with pytest.raises(StorageError), WavWriter(destination, 16_000) as writer:
            writer.write(ramp(512))
        assert np.array_equal(read(part_path(destination)), ramp(512))

    def test_an_error_inside_the_block_still_completes_the_file(self, tmp_path: Path) -> None:
        def stumble() -> None:
            with WavWriter(tmp_path / "a.wav", 16_000) as writer:
                writer.write(ramp(512))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            stumble()
        assert list(tmp_path.iterdir()) == [tmp_path / "a.wav"]


def test_levels() -> None:
    assert dbfs(0.0) == -96.0
    assert dbfs(32768.0**2) == 0.0
    assert dbfs(3276.8**2) == pytest.approx(-20.0)
    seen: list[tuple[float, float]] = []
    feed = MeterFeed(lambda seconds, level: seen.append((seconds, level)), 16_000)
    tone = (3276.8 * math.sqrt(2) * np.sin(np.arange(16_000) * 0.3)).astype(np.int16)
    for at in range(0, 16_000, 512):
        feed.add(tone[at : at + 512])
    assert 9 <= len(seen) <= 11
    assert all(level == pytest.approx(-20.0, abs=0.3) for _, level in seen)
