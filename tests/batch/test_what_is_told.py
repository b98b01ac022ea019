"""Subtitles, groups, hashes for names, workers for a machine."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.fakes import jobs
from tests.builders import spoken, typed
from voiceprep.batch.anonymous import anonymous
from voiceprep.batch.found import LocalFile
from voiceprep.batch.groups import NO_GROUP, check_columns, groups
from voiceprep.batch.jobs import Problem, RowStatus
from voiceprep.batch.machine import Crew, Machine, crew, this_machine
from voiceprep.batch.outcome import Outcome
from voiceprep.batch.subtitles import (
    MAX_SECONDS,
    MAX_SIGNS,
    cues,
    other_transcripts,
    subtitles,
    write_transcripts,
)
from voiceprep.cli.batch_progress import RECENT, Pace
from voiceprep.errors import AudioError, ExitCode, StorageError, UsageError
from voiceprep.values import Transcript, Word

LONG = " ".join(f"word{number}" for number in range(60))


def test_subtitles_fit_on_a_screen_and_lose_no_word() -> None:
    transcript = Transcript(spoken(LONG, pauses={5: 2.0}), engine="fake")
    found = list(cues(transcript))
    assert " ".join(cue.text for cue in found) == LONG
    assert all(len(cue.text) <= MAX_SIGNS and cue.end - cue.start <= MAX_SECONDS for cue in found)
    assert found[0].text.endswith("word4"), "a pause ends one"


def test_a_subtitle_of_words_without_length_is_seen_and_leaves_room_for_the_next() -> None:
    times = [(0.0, 0.0), (2.0, 2.0), (3.1, 3.1), (3.2, 5.0)]
    words = tuple(Word(f"Word{n}{'.' * 50}", *times[n], 0.9) for n in range(4))
    found = [(cue.start, round(cue.end, 3)) for cue in cues(Transcript(words, engine="fake"))]
    assert found == [(0.0, 0.3), (2.0, 2.3), (3.1, 3.2), (3.2, 5.0)]


def test_the_forms_of_subtitles() -> None:
    transcript = Transcript(spoken("if a<b &c then"), engine="fake")
    assert subtitles(transcript, "srt") == "1\n00:00:00,000 --> 00:00:02,000\nif a<b &c then\n"
    assert subtitles(transcript, "vtt") == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nif a&lt;b &amp;c then\n"
    )
    assert subtitles(transcript, "txt") == "if a<b &c then\n"
    assert subtitles(Transcript(typed("no times"), engine="typed"), "srt") == ""


def test_transcripts_are_written_under_safe_names_that_do_not_meet(tmp_path: Path) -> None:
    transcript = Transcript(spoken("yes"), engine="fake")
    sources = ["a/../../x y.wav", "b/x y.wav", "..", "new\nline.wav"]
    folder = tmp_path / "in" / "out"
    write_transcripts(folder, "txt", [(number, name, transcript) for number, name in enumerate(sources)])
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["00001-x_y.txt", "00002-x_y.txt", "00003-answer.txt", "00004-new_line.txt"]
    assert other_transcripts(folder, names) == []
    (folder / "notes.txt").touch()
    assert other_transcripts(folder, names[1:]) == ["00001-x_y.txt"]
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        write_transcripts(tmp_path / "file", "txt", [])


def outcome(tmp_path: Path, *, status: RowStatus, confidence: float | None, **columns: str) -> Outcome:
    (job,) = jobs(tmp_path / "a.wav")
    return Outcome(
        replace(job, columns=columns),
        status,
        ExitCode.OK,
        None,
        "hash-map",
        seconds=None if status is RowStatus.FAILED else 30.0,
        word_confidence=confidence,
    )


def test_groups_are_told_apart_and_small_ones_are_called_small(tmp_path: Path) -> None:
    found = [
        outcome(tmp_path, status=RowStatus.SCORED, confidence=0.9, accent="north"),
        outcome(tmp_path, status=RowStatus.ABSTAINED, confidence=0.5, accent="north"),
        outcome(tmp_path, status=RowStatus.ABSTAINED, confidence=None, accent="south"),
        outcome(tmp_path, status=RowStatus.FAILED, confidence=None, accent=""),
        *[outcome(tmp_path, status=RowStatus.SCORED, confidence=0.8, accent="south")] * 19,
    ]
    nobody, north, south = groups(found, ["accent"])
    assert (nobody.value, nobody.failed, nobody.word_confidence) == (NO_GROUP, 1, None)
    assert (nobody.abstained_share, nobody.opened, nobody.small) == (None, 0, True)
    assert (north.word_confidence, north.abstained_share, north.small) == (0.7, 0.5, True)
    assert (south.files, south.word_confidence, south.abstained_share, south.small) == (20, 0.8, 0.05, False)
    check_columns([one.job for one in found], ["accent"])
    with pytest.raises(UsageError, match='has "acent"'):
        check_columns([one.job for one in found], ["acent"])


def test_files_that_could_not_be_read_say_nothing_about_a_group(tmp_path: Path) -> None:
    broken = outcome(tmp_path, status=RowStatus.FAILED, confidence=None, accent="north")
    heard = outcome(tmp_path, status=RowStatus.ABSTAINED, confidence=None, accent="north")
    (north,) = groups([*[broken] * 30, *[heard] * 19], ["accent"])
    assert (north.files, north.opened, north.abstained_share, north.small) == (49, 19, 1.0, True)


class Locked:
    source = "in/Ada Lovelace.wav"

    def fetch(self, scratch: Path) -> Path:
        raise AudioError(f"{self.source} is locked.", next_step="Unlock it.")


def test_names_become_hashes_that_nobody_finds_by_trying(tmp_path: Path) -> None:
    (plain,) = jobs(tmp_path / "Ada Lovelace.wav")
    problem = Problem(RowStatus.FAILED, f"{plain.recording.source} is gone.", ExitCode.BAD_INPUT)
    columns = {"mail": "ada@x", "accent": "north"}
    named = replace(plain, candidate="Ada Lovelace", columns=columns, problem=problem)
    (first, again), (other,) = (
        list(anonymous(some, secret, keep=["accent"]))
        for some, secret in (([named, named], "one"), ([named], "two"))
    )
    assert first == again
    assert "Ada" not in f"{first.recording.source} {first.candidate} {first.problem}"
    assert dict(first.columns) == {"accent": "north"}
    assert first.recording.source.endswith(".wav")
    assert {first.candidate, first.recording.source}.isdisjoint({other.candidate, other.recording.source})
    (locked,) = anonymous([replace(named, recording=Locked())], "one", keep=[])
    with pytest.raises(AudioError) as raised:
        locked.recording.fetch(tmp_path)
    assert raised.value.message == f"{locked.recording.source} is locked."


def test_a_name_in_a_url_stays_hidden_however_a_storage_writes_it(tmp_path: Path) -> None:
    (job,) = jobs(tmp_path / "x.wav")
    url = "s3://bucket/in/Ada Lovelace.wav"
    for told in (url, "bucket/in/Ada Lovelace.wav", "key 'Ada Lovelace.wav'"):
        problem = Problem(RowStatus.FAILED, f"Access to {told} is denied.", ExitCode.BAD_INPUT)
        named = replace(job, recording=LocalFile(Path(url), url), problem=problem)
        (hidden,) = anonymous([named], "one", keep=[])
        assert hidden.problem is not None
        assert "Ada" not in hidden.problem.text
        assert hidden.recording.source in hidden.problem.text


GIGABYTE = 1024**3


@pytest.mark.parametrize(
    ("machine", "files", "workers", "expected"),
    [
        (Machine(8, 64 * GIGABYTE), 1000, None, Crew(8, 1)),
        (Machine(8, 64 * GIGABYTE), 3, None, Crew(3, 2)),
        (Machine(8, 3 * GIGABYTE), 1000, None, Crew(2, 4)),
        (Machine(8, GIGABYTE // 2), 1000, None, Crew(1, 8)),
        (Machine(2, None), 1000, None, Crew(2, 1)),
        (Machine(2, GIGABYTE), 1000, 4, Crew(4, 1)),
        (Machine(2, None), 0, None, Crew(1, 2)),
    ],
)
def test_workers_by_cores_and_memory(
    machine: Machine, files: int, workers: int | None, expected: Crew
) -> None:
    assert crew(machine, files=files, workers=workers) == expected


def test_this_machine_has_something_to_work_with() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.memory is None or machine.memory > 0


@pytest.mark.skipif(sys.platform != "linux", reason="containers are limited so on Linux")
def test_files_that_a_container_has_read_leave_it_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceprep.batch.machine._CGROUP", tmp_path)
    (tmp_path / "memory.max").write_text("4000000\n")
    (tmp_path / "memory.current").write_text("3500000\n")
    assert this_machine().memory == 500_000
    (tmp_path / "memory.stat").write_text("anon 400000\ninactive_file 3000000\nactive_file 7\n")
    assert this_machine().memory == 3_500_000


def test_the_time_that_is_left_counts_what_took_time_however_slow_a_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("voiceprep.cli.batch_progress.time.monotonic", lambda: now)
    known = outcome(tmp_path, status=RowStatus.SCORED, confidence=0.9)
    worked = replace(known, new=True)
    pace = Pace()
    assert pace.left(200) is None
    for _ in range(100):
        pace.add(known)  # from the store, at once
    assert pace.left(200) is None, "nothing was worked on yet"
    for _ in range(20):
        now += 40.0
        pace.add(worked)
    assert pace.left(200) == pytest.approx(80 * 40.0)
    pace.add(known)
    assert pace.left(121) is None, "all are done"


def test_the_time_that_is_left_where_known_files_stand_among_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("voiceprep.cli.batch_progress.time.monotonic", lambda: now)
    known = outcome(tmp_path, status=RowStatus.SCORED, confidence=0.9)
    pace = Pace()
    for number in range(300):
        new = number % 10 == 0
        now += 40.0 * new
        pace.add(replace(known, new=new))
    assert pace.left(1300) == pytest.approx(100 * 40.0, rel=0.05), "one file in ten takes 40 seconds"
    assert "1:06:40 left, " in pace.told(1300)


@pytest.mark.parametrize("reason", ["unreadable", "empty"])
def test_the_time_that_is_left_after_a_burst_of_broken_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    now = 1000.0
    monkeypatch.setattr("voiceprep.cli.batch_progress.time.monotonic", lambda: now)
    worked = replace(outcome(tmp_path, status=RowStatus.SCORED, confidence=0.9), new=True)
    broken = replace(worked, status=RowStatus.FAILED, reason=(reason, "It is broken."))
    pace = Pace()
    for _ in range(500):
        pace.add(broken)
    assert pace.left(1000) is None, "nothing took any time yet"
    for _ in range(2):
        now += 40.0
        pace.add(worked)
    assert pace.left(502 + 100) == pytest.approx(100 * 40.0)
    for _ in range(RECENT):
        now += 20.0
        pace.add(worked)
    assert pace.left(pace.files + 100) == pytest.approx(100 * 20.0), "it has become faster"
