"""SIGKILL at any moment: nothing can be tidied up any more, and nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import time
import wave
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.sessions.hurried import begin, go_on
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import write_wav
from voiceprep.sessions.mending import mend
from voiceprep.sessions.store import open_session, session_folders

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.models,  # for its time; no model is used
    pytest.mark.skipif(sys.platform == "win32", reason="needs a process that forks"),
]
KILLS = 50


def _frames(folder: Path) -> dict[str, int]:
    """Answer → samples on disk, for all that have any."""
    found = {}
    for path in folder.glob("*.wav"):
        with suppress(EOFError), wave.open(str(path)) as file:
            found[path.name.split(".wav")[0].removesuffix(".part")] = file.getnframes()
    return {name: frames for name, frames in found.items() if frames}


def test_killed_at_50_moments_it_goes_on_and_no_answer_is_lost(tmp_path: Path) -> None:
    answer = tmp_path / "answer.wav"
    write_wav(Clip(np.full(32_000, 0.1, dtype=np.float32)), answer)
    context = multiprocessing.get_context("forkserver")
    # The heavy ones too, which the interview imports when it needs them: most of the time would go there.
    context.set_forkserver_preload(["tests.sessions.hurried", "av", "faster_whisper.vad"])
    chance, span, cut, kills = random.Random(5), 0.1, 0, 0
    while kills < KILLS:
        recordings = tmp_path / f"{kills}"
        begun = context.Event()
        process = context.Process(target=begin, args=(recordings, answer, begun))
        process.start()
        assert begun.wait(60)
        time.sleep(chance.uniform(0.0, span))
        process.kill()
        process.join(60)
        kills += 1
        # The moments are to lie all over the interview, however long it takes on this machine.
        span *= 0.7 if process.exitcode == 0 else 1.1
        if not session_folders(recordings):
            continue  # killed before there was a session, so before anything was said
        (folder,) = session_folders(recordings)
        cut += process.exitcode != 0
        _still_sound(folder)
        before = _frames(folder)
        session = open_session(recordings, "last")
        if session.goes_on:
            go_on(recordings, answer)
        else:
            # Killed while the last count was noted; the next command that changes the session finds it.
            with session.claimed():
                list(mend(session))
        _whole(folder, before)
    assert cut > KILLS / 5, "hardly any interview was cut"


def _still_sound(folder: Path) -> None:
    """Every JSON file that has its name is whole."""
    for path in folder.glob("[!.]*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def _whole(folder: Path, before: dict[str, int]) -> None:
    """The interview is finished, every sound that was there is there and scored, and nothing half is left."""
    session = open_session(folder.parent, "last")
    assert session.document["status"] == "finished"
    assert before.items() <= _frames(folder).items()
    assert not list(folder.glob("*.part.wav")) + list(folder.glob(".*.json.*"))
    scored = {saved.recording.stem for saved in session.takes() if saved.take and saved.recording}
    assert set(before) <= scored
    answered = {saved.number for saved in session.takes() if saved.take and saved.take.content is not None}
    assert answered == {1, 2, 3}
