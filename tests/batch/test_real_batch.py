"""A batch on real weights: the numbers are those of a single answer, bit for bit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from voiceprep.assess import assess
from voiceprep.audio.decode import decode, write_wav
from voiceprep.cli.main import run
from voiceprep.cli.setup import build_assessor
from voiceprep.demo import demo_answers
from voiceprep.json_form import take_to_json
from voiceprep.questions.bank import find_question, load_questions
from voiceprep.transcription.faster_whisper import FasterWhisper

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.models

ANSWERS = [answer for answer in demo_answers() if answer.manner != "strong"]
SECONDS = 14
"""Of each: two windows, the second of which is heard with the words of the first."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEPREP_RECORDINGS", str(tmp_path / "recordings"))
    for number, answer in enumerate(ANSWERS):
        (tmp_path / f"in/candidate{number}").mkdir(parents=True)
        whole = decode(answer.recording)
        begin = replace(whole, samples=whole.samples[: SECONDS * whole.sample_rate])
        write_wav(begin, tmp_path / f"in/candidate{number}/{answer.question_id}.wav")
    return tmp_path / "in"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert run(["score", *arguments, "--pattern", "{candidate}/{question}", "--json"]) == 0
    results: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"]
    return results


def test_workers_and_kept_transcripts_give_what_assess_gives(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = load_questions()
    assessor = build_assessor(bank=bank, transcriber="faster-whisper", embedder="onnx")
    paths = sorted(folder.glob("*/*.wav"))
    expected = [
        take_to_json(assess(find_question(bank, path.stem), decode(path), assessor)) for path in paths
    ]
    results = printed(capsys, str(folder), "--workers", "2")
    assert [result.pop("file")["candidate"] for result in results] == ["candidate0", "candidate1"]
    assert results == json.loads(json.dumps(expected))

    def forgotten(_: object) -> None:
        pytest.fail("the recogniser was asked again")

    monkeypatch.setattr(FasterWhisper, "load", forgotten)
    # One file is scored in this process; its transcript was kept by a worker.
    (again,) = printed(capsys, str(paths[0]), "--rescore")
    assert again.pop("file")["question_from"] == "name"
    assert again == results[0]
