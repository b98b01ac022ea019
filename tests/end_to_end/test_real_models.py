"""The whole program in a process of its own, on real weights and real sound."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import jiwer
import numpy as np
import pytest

from tests.requirements import need
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, to_int16, write_wav
from voiceprep.demo import demo_answers
from voiceprep.errors import ExitCode
from voiceprep.judging.plain import plain
from voiceprep.packaged import packaged_path

pytestmark = pytest.mark.models

STRONG = next(answer for answer in demo_answers() if answer.manner == "strong")
NO_NETWORK = """
import socket, sys
def refuse(*_):
    raise AssertionError("voiceprep opened a connection")
socket.socket.connect = socket.socket.connect_ex = refuse
from voiceprep.cli.main import run
sys.exit(run(sys.argv[1:]))
"""
FORMATS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "libmp3lame",
    "m4a": "aac",
    "mp4": "aac",
    "ogg": "libopus",
    "opus": "libopus",
    "webm": "libopus",
}


def voiceprep(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, with every connection refused."""
    return subprocess.run(
        [sys.executable, "-c", NO_NETWORK, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, **environment},
    )


def printed(*arguments: str, code: ExitCode = ExitCode.OK, stdin: str = "") -> dict[str, Any]:
    done = voiceprep(*arguments, "--json", stdin=stdin)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The recordings folder after a demo, and what the demo printed."""
    folder = tmp_path_factory.mktemp("recordings")
    return folder, printed("demo", "--no-speech", "--recordings", str(folder))


def test_the_demo_tells_strong_from_patchy_from_wrong(demo: tuple[Path, dict[str, Any]]) -> None:
    strong, patchy, wrong = (result["content"]["score"] for result in demo[1]["results"])
    assert strong > 80
    assert strong > patchy + 30
    assert wrong < patchy
    verdicts = [finding["verdict"] for finding in demo[1]["results"][2]["findings"]]
    # It sees three of the five contraries and takes two for the key point.
    assert verdicts.count("opposite") >= 2
    assert verdicts.count("covered") <= 2
    assert "opposite" not in [finding["verdict"] for finding in demo[1]["results"][0]["findings"]]


def test_every_quote_of_the_demo_is_what_was_said_then(demo: tuple[Path, dict[str, Any]]) -> None:
    for result in demo[1]["results"]:
        words = result["transcript"]["words"]
        for finding in result["findings"]:
            if finding["quote"] is not None:
                first, last = finding["words"]
                assert finding["quote"] == " ".join(word["text"] for word in words[first:last])
                assert (finding["start"], finding["end"]) == (words[first]["start"], words[last - 1]["end"])
                assert 0 <= finding["start"] < finding["end"] <= result["seconds"]


def test_the_demo_leaves_sound_and_result_of_each_answer(demo: tuple[Path, dict[str, Any]]) -> None:
    session = Path(demo[1]["session"]["folder"])
    assert session.parent == demo[0]
    for number, answer in enumerate(demo_answers(), start=1):
        recording = session / f"{number:02d}-{answer.question_id}.take1.wav"
        assert np.array_equal(decode(recording).samples, decode(answer.recording).samples)
        assert json.loads(recording.with_suffix(".json").read_text())["status"] == "scored"


def test_scoring_the_session_again_gives_the_same_bit_for_bit(demo: tuple[Path, dict[str, Any]]) -> None:
    again = printed("replay", "last", "--rescore", "--recordings", str(demo[0]))
    for take in again["takes"]:
        assert take["rescored"]["differences"] == []
        assert take["rescored"]["result"] == take["saved"]


def test_a_part_that_is_answered_again_is_compared_and_scores_the_same_bit_for_bit(
    demo: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    shutil.copytree(demo[0], tmp_path / "recordings")
    said = decode(STRONG.recording).samples
    about_bias = tmp_path / "bias.wav"
    write_wav(Clip(said[int(6.5 * 16_000) : int(12.5 * 16_000)]), about_bias)
    where = ("--recordings", str(tmp_path / "recordings"))
    part = (
        "--question",
        "1",
        "--part",
        "bias-underfits",
        "--microphone",
        f"file:{about_bias}",
        "--no-speech",
    )
    (added,) = printed("retake", "last", *part, *where)["takes"]
    assert added["saved"]["status"] == "scored"
    assert [one["key_point"] for one in added["saved"]["findings"]] == ["bias-underfits"]
    (point,) = added["comparison"]["points"]
    assert (point["key_point"], point["before"]) == ("bias-underfits", "covered")
    (again,) = printed("replay", "last", "--question", "1", "--take", "2", "--rescore", *where)["takes"]
    assert again["rescored"]["differences"] == []
    assert again["rescored"]["result"] == again["saved"]


def test_a_follow_up_asks_about_what_was_missed_and_its_answer_counts_for_that_alone(tmp_path: Path) -> None:
    said = "High bias means that a model is too simple to capture the real pattern, so it underfits the data."
    more = (
        "High variance means a model memorizes the quirks of its training sample, so it overfits. It comes "
        "down with stronger regularization, such as L1 or L2 penalties or dropout, or with more examples."
    )
    options = ("--typed", "--no-speech", "--follow-ups", "--recordings", str(tmp_path))
    typed = f"{said}\n\n{more}\n\n"
    shown = printed("practice", "--question", "ml-bias-variance", *options, stdin=typed)
    (result,) = shown["results"]
    whole, part = printed("replay", "last", "--no-audio", "--recordings", str(tmp_path))["takes"]
    assert whole["saved"] == result
    told = [one["key_point"] for one in result["findings"] if one["claim"] in result["feedback"]["fix"]]
    missed = {one["key_point"] for one in result["findings"] if one["verdict"] == "missed"}
    assert part["part"]["key_point"] in missed - set(told)
    (finding,) = part["saved"]["findings"]
    (point,) = part["comparison"]["points"]
    assert point["key_point"] == finding["key_point"] == part["part"]["key_point"]


def test_a_file_scores_like_the_interview_that_recorded_it(demo: tuple[Path, dict[str, Any]]) -> None:
    brisk = str(packaged_path("prompts") / "brisk")
    arguments = ("score", str(STRONG.recording), "--question", STRONG.question_id, "--prompts", brisk)
    (scored,) = printed(*arguments)["results"]
    live = demo[1]["results"][0]
    same = ("content", "findings", "transcript", "feedback", "versions", "seconds")
    assert {key: scored[key] for key in same} == {key: live[key] for key in same}


def test_a_folder_that_cannot_be_written_is_named() -> None:
    done = voiceprep("demo", "--no-speech", "--recordings", os.devnull)
    assert done.returncode == ExitCode.STORAGE
    assert "cannot be written" in done.stderr


@pytest.fixture(scope="module")
def in_all_formats(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("formats")
    clip = Clip(decode(STRONG.recording).samples[: 12 * SAMPLE_RATE])
    return [_encode(clip, folder / f"answer.{ending}", codec) for ending, codec in FORMATS.items()]


def _encode(clip: Clip, path: Path, codec: str) -> Path:
    rate = 48_000 if codec == "libopus" else 16_000
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(to_int16(clip)[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = clip.sample_rate
        resampler = av.AudioResampler(stream.format, "mono", rate, stream.frame_size or 1024)
        for given in (frame, None):
            for piece in resampler.resample(given):
                container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def test_any_format_people_have_is_heard_alike_and_scored(in_all_formats: list[Path]) -> None:
    """One word that a codec has blurred may turn a verdict, so it is the words that are compared."""
    names = [str(path) for path in in_all_formats]
    results = printed("score", *names, "--question", STRONG.question_id)["results"]
    assert [Path(result["source"]).suffix[1:] for result in results] == list(FORMATS)
    heard = [plain(result["transcript"]["text"]) for result in results]
    assert len(heard[0].split()) > 20
    assert max(jiwer.wer(heard[0], other) for other in heard) < 0.12
    assert min(result["content"]["score"] for result in results) > 0


def test_what_was_not_heard_is_not_scored(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    sounds = {
        "silence": np.zeros(160_000),
        "hiss": rng.normal(0, 0.05, 160_000),
        "hum": 0.3 * np.sin(np.arange(160_000) * 2 * np.pi * 100 / 16_000),
    }
    for name, samples in sounds.items():
        write_wav(Clip(samples.astype(np.float32)), tmp_path / f"{name}.wav")
    short = decode(STRONG.recording).samples[:12_800]
    write_wav(Clip(short), tmp_path / "short.wav")
    names = [str(tmp_path / f"{name}.wav") for name in (*sounds, "short")]
    results = printed("score", *names, "--question", "ml-drift", code=ExitCode.NOT_SCORED)["results"]
    assert [result["status"] for result in results] == ["abstained"] * 4
    assert [result["reason"]["code"] for result in results] == ["silence", "hiss", "hiss", "too_short"]
    assert [result["sound"]["kind"] for result in results] == ["silence", "hiss", "hiss", "speech"]
    assert all(result["content"] is None and result["findings"] == [] for result in results)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "broken.mp3").write_bytes(b"not sound at all")
    names = [str(tmp_path / "broken.mp3"), str(STRONG.recording), str(tmp_path / "absent.wav")]
    done = printed("score", *names, "--question", STRONG.question_id, code=ExitCode.NOT_SCORED)
    assert [result["status"] for result in done["results"]] == ["failed", "scored", "failed"]


def test_another_language_is_not_scored(tmp_path: Path) -> None:
    need(shutil.which("espeak-ng"), "espeak-ng is missing: apt-get install espeak-ng")
    german = (
        "Ein Modell mit hoher Verzerrung ist zu einfach und lernt die Muster in den Daten nicht. "
        "Dann nehme ich ein flexibleres Modell, bessere Merkmale oder weniger Regularisierung. "
        "Bei hoher Varianz sammle ich mehr Daten."
    )
    spoken = tmp_path / "german.wav"
    subprocess.run(["espeak-ng", "-v", "de", "-w", str(spoken), german], check=True)
    (result,) = printed("score", str(spoken), "--question", "ml-bias-variance", code=ExitCode.NOT_SCORED)[
        "results"
    ]
    assert result["reason"]["code"] == "not_english"
    (typed,) = printed("judge", "--question", "ml-bias-variance", stdin=german, code=ExitCode.NOT_SCORED)[
        "results"
    ]
    assert typed["reason"]["code"] == "not_english"


def test_an_interview_by_keyboard(tmp_path: Path) -> None:
    arguments = ["practice", "--typed", "--no-speech", "--recordings", str(tmp_path)]
    arguments += ["--question", STRONG.question_id, "--question", "ml-drift"]
    typed = f"{STRONG.text}\n\nI do not know that one, sorry.\n\n"
    done = printed(*arguments, stdin=typed, code=ExitCode.NOT_SCORED)
    assert [result["status"] for result in done["results"]] == ["scored", "abstained"]
    assert done["results"][0]["content"]["score"] > 70
    assert done["results"][0]["findings"][0]["start"] is None


def test_an_interview_with_files_as_answers(tmp_path: Path) -> None:
    arguments = ["practice", "--no-speech", "--recordings", str(tmp_path), "--seed", "4"]
    arguments += ["--microphone", f"file:{STRONG.recording}", "--topic", "bias"]
    done = printed(*arguments)
    assert [result["question_id"] for result in done["results"]] == [STRONG.question_id]
    assert done["session"]["status"] == "finished"


def test_pairs_come_out_in_order(tmp_path: Path) -> None:
    claim = "High bias means a model is too simple and underfits."
    answers = ["If the model is too simple it underfits, that is high bias.", "I like cake.", ""]
    lines = [json.dumps({"claim": claim, "answer": answer}) for answer in answers]
    lines.append(
        json.dumps({"question": "Why?", "reference": f"{claim} It rains today.", "answer": answers[0]})
    )
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(lines))
    done = voiceprep("judge", "--pairs", str(path))
    first, second, empty, reference = map(json.loads, done.stdout.splitlines())
    assert first["score"] > 0.6 > 0.3 > second["score"]
    assert (empty["verdict"], empty["absent"]) == ("missed", 1.0)
    assert sum(first[name] for name in ("states", "partly", "opposite", "absent")) == pytest.approx(
        1, abs=1e-4
    )
    assert [one["claim"] for one in reference["claims"]] == [claim, "It rains today."]


def test_transcribe_gives_words_with_rising_times() -> None:
    (result,) = printed("transcribe", str(STRONG.recording))["results"]
    words = result["transcript"]["words"]
    assert len(words) > 100
    assert all(a["start"] <= b["start"] for a, b in itertools.pairwise(words))
    assert all(0 <= word["probability"] <= 1 for word in words)


def test_doctor_finds_what_the_main_job_needs(tmp_path: Path) -> None:
    report = printed("doctor", "--recordings", str(tmp_path))
    assert report["healthy"]
    states = {check["subject"]: check["state"] for check in report["checks"]}
    needed = ("whisper-base", "minilm-int8", "judge", "story-encoder")
    assert {states[f"model {name}"] for name in needed} == {"ok"}
