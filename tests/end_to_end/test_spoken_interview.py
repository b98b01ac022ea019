"""`voiceprep practice` as a person uses it: a loudspeaker that speaks, a microphone that hears, a few keys.

The questions are short ones of our own, the answers are spoken by our own voice. Where it does not matter
what becomes of an answer, nothing is recognised and nobody judges, which spares the loading.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import jiwer
import numpy as np
import pytest

from tests.speaking.humming import HummingVoice
from tests.virtual_sound_card import VirtualSoundCard, find_in, virtual_sound_card
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, resample, write_wav
from voiceprep.errors import ExitCode
from voiceprep.listening.turn_taking import MIN_PATIENCE, NUDGE_AFTER
from voiceprep.packaged import packaged_path
from voiceprep.speaking.cached import CachedVoice
from voiceprep.speaking.hibari import HibariVoice, edition
from voiceprep.speaking.interface import SpeakingError, Tone
from voiceprep.speaking.tones import clip_of
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = [pytest.mark.audio, pytest.mark.models]

QUESTIONS = {
    "overfitting": ("What is overfitting?", "Overfitting means low error on the training data only."),
    "drift": (
        "How would you notice that a model drifts, and who would you tell, the manager or the gardener?",
        "Drift shows up in the distribution of the features.",
    ),
    "hash-map": ("What is a hash map?", "A hash map finds a value by its key in constant time."),
}
"""Id → the question and its one key point."""
ANSWERS = {
    "overfitting": "Overfitting means that a model memorises its training data and does badly on new data. "
    "I would hold out some data for validation and stop the training early.",
    "hash-map": "A hash map finds a value by its key in constant time.",
}
BRIEF_ANSWERS = {name: claim for name, (_, claim) in QUESTIONS.items()}
"""Id → an answer of three seconds that says the key point and is not preceded by silence."""
NOBODY_JUDGES = ("--transcriber", "sidecar", "--judge", "none")
JUDGED = ("--judge", "builtin")
"""For an interview that nobody judged, which goes on so unless told otherwise."""
AUDIBLE = 0.001
"""-60 dBFS; what nobody plays into the virtual card is digital silence."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bank, the spoken answers, and a cache that all interviews share."""
    folder = tmp_path_factory.mktemp("home")
    document = {
        "schema_version": 1,
        "roles": [{"id": "engineer", "title": "engineer"}],
        "questions": [
            {
                "id": name,
                "role": "engineer",
                "topic": name,
                "kind": "concept",
                "text": text,
                "expert_answer": claim,
                "target_seconds": 10,  # the limit is three times that
                "key_points": [{"id": "the-point", "claim": claim, "weight": 1}],
            }
            for name, (text, claim) in QUESTIONS.items()
        ],
    }
    (folder / "bank.json").write_text(json.dumps(document), encoding="utf-8")
    voice = HibariVoice()
    for name, text in ANSWERS.items():
        write_wav(resample(voice.synthesise(text)), folder / f"{name}.wav")
    for name, text in BRIEF_ANSWERS.items():
        spoken = resample(voice.synthesise(text))
        write_wav(Clip(spoken.samples[_first_sound(spoken) :]), folder / f"{name}.brief.wav")
    return folder


class Interview:
    """A running `voiceprep practice`, or another `verb`, in the brisk manner."""

    def __init__(
        self,
        card: VirtualSoundCard,
        home: Path,
        recordings: Path,
        *options: str,
        verb: str = "practice",
        shell: str = 'exec "$@"',
    ) -> None:
        command = [sys.executable, "-u", "-m", "voiceprep", verb, "--bank", str(home / "bank.json")]
        command += ["--prompts", str(packaged_path("prompts") / "brisk"), "--recordings", str(recordings)]
        self._card = card
        self._recordings = recordings
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "bash", *command, *options],
            env={**card.env, "VOICEPREP_CACHE": str(home / "cache"), "COLUMNS": "200"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.shown = ""
        self._seen = 0

    def wait_for(self, text: str) -> None:
        """Return when `text` is shown, behind what was waited for before."""
        assert self.process.stdout is not None
        while (at := self.shown.find(text, self._seen)) < 0:
            line = self.process.stdout.readline()
            assert line, f"ended without {text!r}: {self.shown}"
            self.shown += line
        self._seen = at + len(text)

    def press(self, key: str = "") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{key}\n")
        self.process.stdin.flush()

    @contextmanager
    def answering(self, wav: Path, *, after: float = 0.5) -> Iterator[None]:
        """Somebody speaks into the microphone from half a second after it has opened, or `after` that."""
        self.wait_for("Listening.")
        time.sleep(after)
        command = ["paplay", "--device=vmic_in", "--latency-msec=20", str(wav)]
        speaking = subprocess.Popen(command, env=self._card.env, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            speaking.kill()
            speaking.wait(10)

    def answer(self, wav: Path, *, after: float = 0.5) -> None:
        """The same, all of it, and Enter."""
        with self.answering(wav, after=after):
            time.sleep(decode(wav).seconds + 0.5)
        self.press()

    def stop(self) -> int:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.finish()

    def end(self) -> None:
        """Whatever it is doing, also where a test has failed."""
        self.process.kill()
        self.process.communicate()

    def finish(self) -> int:
        rest, _ = self.process.communicate(timeout=120)
        self.shown += rest
        assert "Traceback" not in self.shown
        return self.process.returncode

    def saved(self) -> tuple[dict[str, Any], Path]:
        """session.json and its folder."""
        (session,) = (path for path in self._recordings.iterdir() if path.is_dir())
        return json.loads((session / "session.json").read_text(encoding="utf-8")), session

    def replayed(self) -> dict[str, Any]:
        """What `voiceprep replay` shows, which can read the session whatever happened to the interview."""
        command = [sys.executable, "-m", "voiceprep", "replay", "last", "--no-audio", "--json"]
        done = subprocess.run(
            [*command, "--recordings", str(self._recordings)], capture_output=True, text=True, check=False
        )
        assert done.returncode == ExitCode.OK, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document


def questions(*names: str) -> list[str]:
    return [word for name in names for word in ("--question", name)]


def _first_sound(clip: Clip) -> int:
    """Index of its first sample that can be heard."""
    return int(np.flatnonzero(np.abs(clip.samples) > AUDIBLE)[0])


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def result_of(session: Path, take: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((session / take["result"]).read_text(encoding="utf-8"))
    return result


@pytest.fixture(scope="module", autouse=True)
def mute(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interview]:
    """An interview in which nobody says a word or presses a key; it goes on beside the first tests."""
    folder = tmp_path_factory.mktemp("mute")
    with virtual_sound_card() as card, card.record(home / "mute.wav"):
        interview = Interview(card, home, folder, *questions("hash-map"), *NOBODY_JUDGES)
        yield interview
        interview.end()


Begin = Callable[..., Interview]


@pytest.fixture
def begin(home: Path, tmp_path: Path) -> Iterator[Begin]:
    """Begins an interview on a card; it ends with the test."""
    with ExitStack() as stack:

        def start(
            card: VirtualSoundCard, *options: str, verb: str = "practice", shell: str = 'exec "$@"'
        ) -> Interview:
            interview = Interview(card, home, tmp_path / "recordings", *options, verb=verb, shell=shell)
            stack.callback(interview.end)
            return interview

        yield start


def test_three_questions_one_repeated_one_cut_and_skipped(begin: Begin, home: Path, tmp_path: Path) -> None:
    room = tmp_path / "room.wav"
    with virtual_sound_card() as card, card.record(room):
        interview = begin(card, *questions(*QUESTIONS))
        interview.wait_for("Listening.")
        time.sleep(1)
        interview.press("r")
        interview.wait_for("Again. What is overfitting?")
        interview.answer(home / "overfitting.wav")
        interview.wait_for("the gardener?")
        time.sleep(0.5)
        interview.press()
        interview.wait_for("Listening.")
        interview.press("s")
        interview.wait_for("Skipped.")
        interview.wait_for("What is a hash map?")
        interview.press()
        interview.answer(home / "hash-map.wav")
        interview.wait_for("Content")
        time.sleep(1)
        interview.press()
        assert interview.finish() == ExitCode.OK, interview.shown
    document, session = interview.saved()
    outcomes = [(take["number"], take["attempt"], take["outcome"]) for take in document["takes"]]
    assert outcomes == [(1, 1, "abandoned"), (1, 2, None), (2, 1, "skipped"), (3, 1, None)]
    assert document["status"] == "finished"
    assert re.search(r"overfitting +abandoned", interview.shown)
    assert re.search(r"drift +skipped", interview.shown)
    assert [take["outcome"] for take in interview.replayed()["takes"]] == ["abandoned", None, "skipped", None]
    assert decode(session / document["takes"][0]["recording"]).seconds > 0.5

    # Heard: the answers, whole, and none of our own voice.
    feedback = ""
    for take in document["takes"][1::2]:
        result = result_of(session, take)
        heard = words(result["transcript"]["text"])
        assert jiwer.wer(words(ANSWERS[take["question_id"]]), heard) < 0.2, heard
        feedback = feedback or result["feedback"]["spoken"]

    # Spoken: the first question twice, feedback to its end, the second question not to its end.
    spoken = words(hear(decode(room), FasterWhisper())[1].text)
    assert spoken.count("what is overfitting") == 2
    assert spoken.startswith("welcome")
    assert "gardener" not in spoken
    missing = [word for word in set(words(feedback).split()) if word not in spoken.split()]
    assert len(missing) < 0.2 * len(set(words(feedback).split())), missing

    # Kept for the next interview: what the interviewer always says, and nothing that quotes the person.
    hoarse = HummingVoice(identity=HibariVoice().identity, broken=True)
    memory = CachedVoice(hoarse, home / "cache" / "speech", edition=edition())
    assert memory.synthesise("Welcome. 3 questions.").seconds > 0.5
    with pytest.raises(SpeakingError):
        memory.synthesise(feedback)


def test_three_questions_are_scored_when_each_is_answered_as_soon_as_one_may(
    begin: Begin, home: Path, tmp_path: Path
) -> None:
    """The first word comes with the tone, which the microphone hears as well, and is heard."""
    spoken = tmp_path / "spoken.wav"
    with virtual_sound_card() as card, card.record(spoken):
        card.echo()
        interview = begin(card, *questions(*QUESTIONS))
        interview.wait_for("Welcome.")
        interview.press()
        for name, (text, _) in QUESTIONS.items():
            interview.wait_for(text)
            interview.press()
            answer = home / f"{name}.brief.wav"
            interview.answer(answer, after=0.0)
            interview.wait_for("Content")
            time.sleep(0.5)
            interview.press()
        assert interview.finish() == ExitCode.OK, interview.shown
    document, session = interview.saved()
    assert document["status"] == "finished"
    assert find_in(decode(spoken), clip_of(Tone.BEGIN))[1] > 0.9
    takes = [(take["number"], take["attempt"], take["outcome"]) for take in document["takes"]]
    assert takes == [(1, 1, None), (2, 1, None), (3, 1, None)]
    for take in document["takes"]:
        result = result_of(session, take)
        assert result["status"] == "scored", result
        said, heard = words(BRIEF_ANSWERS[take["question_id"]]), words(result["transcript"]["text"])
        assert heard.split()[0] == said.split()[0], heard


def test_our_own_voice_is_in_no_recording(begin: Begin, home: Path, tmp_path: Path) -> None:
    """With a microphone that hears the loudspeaker; until the question is repeated nobody else speaks."""
    room = tmp_path / "room.wav"
    with virtual_sound_card() as card:
        card.echo()
        interview = begin(card, *questions("hash-map"), "--judge", "none")
        with card.record(room, device="vmic"):
            interview.wait_for("Listening.")
        time.sleep(1)
        interview.press("r")
        interview.wait_for("Again. What is a hash map?")
        interview.answer(home / "hash-map.wav")
        interview.wait_for("No verdict.")
        interview.press()
        assert interview.finish() == ExitCode.NOT_SCORED, interview.shown
    heard_by_the_microphone = np.abs(decode(room).samples)
    assert np.count_nonzero(heard_by_the_microphone > AUDIBLE) > SAMPLE_RATE / 2
    document, session = interview.saved()
    asked_again, answered = (decode(session / take["recording"]) for take in document["takes"])
    assert asked_again.seconds > 1
    # Before it there is no end of the question, and behind it nothing but what the person says.
    for recording in (asked_again, answered):
        begins, alike = find_in(recording, clip_of(Tone.BEGIN))
        assert alike > 0.9
        assert _first_sound(recording) / SAMPLE_RATE == pytest.approx(begins, abs=0.03)
    begins, _ = find_in(asked_again, clip_of(Tone.BEGIN))
    behind = round((begins + clip_of(Tone.BEGIN).seconds + 0.03) * SAMPLE_RATE)
    assert np.abs(asked_again.samples[behind:]).max() < AUDIBLE
    heard = words(result_of(session, document["takes"][1])["transcript"]["text"])
    assert jiwer.wer(words(ANSWERS["hash-map"]), heard) < 0.2, heard


def test_hands_free_a_pause_in_mid_sentence_cuts_nobody_off(begin: Begin, home: Path, tmp_path: Path) -> None:
    """3.5 s of silence in the middle of the answer; afterwards nobody presses a key."""
    said = decode(home / "overfitting.wav").samples
    middle = _quietest(said, len(said) // 2)
    silence = np.zeros(int(3.5 * SAMPLE_RATE), dtype=np.float32)
    answer = tmp_path / "answer.wav"
    write_wav(Clip(np.concatenate([said[:middle], silence, said[middle:]])), answer)
    with virtual_sound_card() as card:
        interview = begin(card, *questions("overfitting"), "--hands-free", "--think", "60")
        interview.wait_for("Enter begins your answer.")
        interview.press()
        with interview.answering(answer):
            time.sleep(decode(answer).seconds)
            ended = time.monotonic()
            interview.wait_for("Ending in 1.")
            assert time.monotonic() - ended > MIN_PATIENCE
        interview.wait_for("Content")
        time.sleep(0.5)
        interview.press("q")
        assert interview.finish() == ExitCode.INTERRUPTED, interview.shown
    assert "Stopped, and saved." in interview.shown
    document, session = interview.saved()
    assert document["status"] == "interrupted"
    heard = words(result_of(session, document["takes"][0])["transcript"]["text"])
    assert jiwer.wer(words(ANSWERS["overfitting"]), heard) < 0.2, heard


def test_the_phrase_ends_the_answer_and_the_microphone_hears_what_the_file_says(
    home: Path, tmp_path: Path
) -> None:
    """Nobody presses a key."""
    said = decode(home / "overfitting.wav").samples
    goodbye = resample(HibariVoice().synthesise("That's my answer.")).samples
    breath = np.zeros(int(0.8 * SAMPLE_RATE), dtype=np.float32)
    answer = tmp_path / "answer.wav"
    write_wav(Clip(np.concatenate([said, breath, goodbye])), answer)
    with virtual_sound_card() as card:
        interview = Interview(card, home, tmp_path / "recordings", *questions("overfitting"), "--no-speech")
        with interview.answering(answer):
            interview.wait_for("Content")
        assert interview.finish() == ExitCode.OK, interview.shown
    document, session = interview.saved()
    assert document["takes"][0]["warning"] is None
    heard = words(result_of(session, document["takes"][0])["transcript"]["text"])
    assert "my answer" not in heard
    read = words(hear(decode(home / "overfitting.wav"), FasterWhisper())[1].text)
    truth = words(ANSWERS["overfitting"])
    assert jiwer.wer(truth, heard) <= jiwer.wer(truth, read) + 0.01


def test_a_headset_that_is_pulled_out_in_mid_answer_does_not_end_the_interview(
    home: Path, tmp_path: Path
) -> None:
    options = ["--microphone", "headset", "--no-speech", "--judge", "none"]
    with virtual_sound_card() as card, card.headset() as headset:
        interview = Interview(
            card, home, tmp_path / "recordings", *questions("overfitting", "hash-map"), *options
        )
        interview.wait_for("Listening.")
        time.sleep(3)
        headset.pull_out()
        interview.wait_for("The microphone was lost after")
        interview.wait_for("headset is gone")
        card.play(home / "hash-map.wav")
        interview.press()
        code = interview.finish()
    assert code == ExitCode.NOT_SCORED, interview.shown
    document, session = interview.saved()
    assert document["status"] == "finished"
    first, second = document["takes"]
    assert decode(session / first["recording"]).seconds > 0.5
    heard = words(result_of(session, second)["transcript"]["text"])
    assert jiwer.wer(words(ANSWERS["hash-map"]), heard) < 0.2


def _quietest(samples: NDArray[np.float32], near: int) -> int:
    """A place within a second of `near` where the speaker takes a breath."""
    starts = range(near - SAMPLE_RATE, near + SAMPLE_RATE, 160)
    return min(starts, key=lambda at: float(np.square(samples[at : at + 1600]).sum())) + 800


STEPS = ("greeting", "question", "thinking", "answer", "countdown", "scoring", "feedback", "pause", "closing")
"""Of an interview with one question, in their order."""


@pytest.mark.parametrize("step", STEPS)
def test_ctrl_c_keeps_what_was_said(begin: Begin, home: Path, tmp_path: Path, step: str) -> None:
    options = [*questions("overfitting"), *(() if step == "scoring" else NOBODY_JUDGES)]
    options += {"thinking": ["--think", "60"], "countdown": ["--hands-free"], "pause": ["--pause"]}.get(
        step, []
    )
    answered, judged = (STEPS.index(step) >= STEPS.index(name) for name in ("answer", "feedback"))
    with virtual_sound_card() as card:
        interview = begin(card, *options)
        _go_to(step, interview, home, tmp_path / "recordings")
        assert interview.stop() == ExitCode.INTERRUPTED
        document, session = interview.saved()
        assert document["status"] == ("finished" if step == "closing" else "interrupted")
        assert session.name in interview.shown
        takes = interview.replayed()["takes"]
        assert len(takes) == answered
        for take in takes:
            assert decode(session / take["recording"]).seconds > 2.0
            # Scoring an answer of three seconds may be over by now.
            assert step == "scoring" or (take["saved"] is not None) == judged
        if step in {"answer", "countdown"}:
            _answer_again(begin(card, *JUDGED, verb="resume"), home)
            assert interview.saved()[0]["status"] == "finished"


def _go_to(step: str, interview: Interview, home: Path, recordings: Path) -> None:
    """Take part in the interview until it has been at that step for a moment."""
    interview.wait_for("Welcome.")
    if step != "greeting":
        interview.press()
        interview.wait_for("What is overfitting?")
    if step not in {"greeting", "question"}:
        interview.press()
    if step == "thinking":
        interview.wait_for("Enter begins your answer.")
    elif step == "countdown":
        with interview.answering(home / "overfitting.brief.wav"):
            interview.wait_for("Ending in 3.")
    elif step not in {"greeting", "question"}:
        with interview.answering(home / "overfitting.wav"):
            time.sleep(3)
    if step in {"scoring", "feedback", "pause", "closing"}:
        interview.press()
        _wait_until_recorded(recordings)
    if step in {"feedback", "pause", "closing"}:
        interview.wait_for("No verdict.")
    if step in {"pause", "closing"}:
        interview.press()
        interview.wait_for({"pause": "Enter goes on.", "closing": "Done."}[step])
    if step != "scoring":
        time.sleep(0.3)


def _wait_until_recorded(recordings: Path) -> None:
    end = time.monotonic() + 20
    while not list(recordings.glob("*/01-overfitting.take1.wav")):
        assert time.monotonic() < end, "the answer does not end"
        time.sleep(0.02)


def test_a_killed_interview_leaves_all_but_the_last_second_and_goes_on(
    begin: Begin, home: Path, tmp_path: Path
) -> None:
    said = decode(home / "overfitting.wav")
    with virtual_sound_card() as card:
        interview = begin(card, *questions("overfitting"), *NOBODY_JUDGES)
        interview.wait_for("What is overfitting?")
        interview.press()
        with interview.answering(home / "overfitting.wav"):
            began = time.monotonic()
            time.sleep(4.5)
            spoken = time.monotonic() - began
            interview.end()
        (part,) = (tmp_path / "recordings").glob("*/*.part.wav")
        recorded = decode(part)
        heard = recorded.seconds - (_first_sound(recorded) - _first_sound(said)) / SAMPLE_RATE
        assert heard > spoken - 1.0
        # Half a second at a time: where the machine stumbles, the player leaves a gap and goes on behind it.
        pieces = [Clip(piece) for piece in np.split(said.samples[: 2 * SAMPLE_RATE], 4)]
        assert sum(find_in(recorded, piece)[1] > 0.9 for piece in pieces) >= 3
        (take,) = interview.replayed()["takes"]
        assert take["recording"] == part.name

        resumed = begin(card, *JUDGED, verb="resume")
        _answer_again(resumed, home)
    document, session = resumed.saved()
    assert document["status"] == "finished"
    takes = document["takes"]
    assert [(take["attempt"], take["complete"]) for take in takes] == [(1, False), (2, True)]
    assert decode(session / takes[0]["recording"]).seconds == pytest.approx(recorded.seconds, abs=0.1)
    assert [result_of(session, take)["status"] for take in takes] == ["scored", "scored"]


def _answer_again(resumed: Interview, home: Path, *, then_skip: Sequence[str] = ()) -> None:
    """What was said of the first question before it broke off is scored, and then it is asked once more.

    `then_skip`: the texts of those behind it.
    """
    resumed.wait_for(f"0 of {1 + len(then_skip)} questions are settled")
    resumed.wait_for("We go on.")
    resumed.press()
    resumed.wait_for("What is overfitting?")
    resumed.press()
    resumed.answer(home / "overfitting.brief.wav")
    resumed.wait_for("Content")
    time.sleep(0.5)
    resumed.press()
    for question in then_skip:
        resumed.wait_for(question)
        resumed.press("s")
    assert resumed.finish() == ExitCode.OK, resumed.shown


def _pulled_out_in_mid_answer(begin: Begin, card: VirtualSoundCard, home: Path, *more: str) -> Interview:
    """An interview whose sound card goes three seconds into the first answer."""
    interview = begin(card, *questions("overfitting", *more), *NOBODY_JUDGES)
    interview.wait_for("What is overfitting?")
    interview.press()
    with interview.answering(home / "overfitting.wav"):
        time.sleep(3)
        card.pull_out()
    return interview


def test_a_sound_card_that_is_pulled_out_is_told_and_the_sound_kept(
    begin: Begin, home: Path, tmp_path: Path
) -> None:
    with virtual_sound_card() as card:
        interview = _pulled_out_in_mid_answer(begin, card, home)
        assert interview.finish() == ExitCode.NOT_SCORED, interview.shown
    assert "The microphone was lost" in interview.shown
    assert "The interview goes on in writing." in interview.shown
    document, session = interview.saved()
    assert document["status"] == "finished"
    assert "lost" in document["takes"][0]["warning"]
    (take,) = interview.replayed()["takes"]
    assert decode(session / take["recording"]).seconds > 2.0


def test_what_a_lost_sound_card_had_heard_is_scored_and_the_interview_goes_on_with_another(
    begin: Begin, home: Path
) -> None:
    with virtual_sound_card() as card:
        interview = _pulled_out_in_mid_answer(begin, card, home, "drift")
        interview.wait_for("The interview goes on in writing.")
        # It waits for this one to be answered, however fast the machine is.
        interview.wait_for(QUESTIONS["drift"][0])
        assert interview.stop() == ExitCode.INTERRUPTED
    with virtual_sound_card() as card:
        _answer_again(begin(card, *JUDGED, verb="resume"), home, then_skip=[QUESTIONS["drift"][0]])
    document, session = interview.saved()
    assert document["status"] == "finished"
    first, second = (take for take in document["takes"] if take["question_id"] == "overfitting")
    assert "lost" in first["warning"]
    assert decode(session / first["recording"]).seconds > 2.0
    assert result_of(session, second)["status"] == "scored"


def test_a_full_disk_is_told_what_fits_is_kept_and_the_interview_goes_on_later(
    begin: Begin, home: Path, tmp_path: Path
) -> None:
    """No file may grow beyond 100 KB: three seconds of sound."""
    with virtual_sound_card() as card:
        interview = begin(
            card,
            *questions("overfitting"),
            *NOBODY_JUDGES,
            shell='ulimit -f 100; exec "$@"',
        )
        interview.wait_for("What is overfitting?")
        interview.press()
        with interview.answering(home / "overfitting.wav"):
            assert interview.finish() == ExitCode.STORAGE, interview.shown
        assert "cannot be written" in interview.shown
        assert "seconds are kept" in interview.shown
        document, session = interview.saved()
        assert document["status"] == "interrupted"
        (take,) = interview.replayed()["takes"]
        assert 2.5 < decode(session / take["recording"]).seconds < 3.5
        _answer_again(begin(card, *JUDGED, verb="resume"), home)
    assert interview.saved()[0]["status"] == "finished"


def test_who_says_nothing_is_reminded_and_told_of_the_limit(mute: Interview, home: Path) -> None:
    """On the screen, and for who does not look at it by tones."""
    assert mute.finish() == ExitCode.NOT_SCORED, mute.shown
    listening, reminded = (mute.shown.index(text) for text in ("Listening.", "Still listening."))
    limit = mute.shown.index("The time limit of 30 seconds was reached")
    assert listening < reminded < mute.shown.index("Time.") < limit
    assert "No verdict. No speech was heard" in mute.shown
    document, session = mute.saved()
    assert document["status"] == "finished"
    assert decode(session / document["takes"][0]["recording"]).seconds == pytest.approx(30, abs=1)
    spoken = decode(home / "mute.wav")
    (begun, is_begin), (told, is_reminder) = (
        find_in(spoken, clip_of(tone)) for tone in (Tone.BEGIN, Tone.STILL_LISTENING)
    )
    assert min(is_begin, is_reminder) > 0.9
    assert told - begun == pytest.approx(NUDGE_AFTER, abs=0.5)
