"""Which files there are, and which question each answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import bank, question
from voiceprep.batch.jobs import Asked, Asking, Job, RowStatus, find_jobs
from voiceprep.batch.manifest import read_manifest
from voiceprep.batch.pattern import Pattern
from voiceprep.errors import InputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

BANK = bank(question("drift"), question("ml-drift"), question("hash-map"))


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("sound")


def asking(
    *, manifest: Path | None = None, pattern: str | None = None, option: bool = False, guess: bool = False
) -> Asking:
    return Asking(
        bank=BANK,
        manifest=None if manifest is None else read_manifest(manifest),
        pattern=None if pattern is None else Pattern(pattern, question_ids=[q.id for q in BANK.questions]),
        question=BANK.questions[0] if option else None,
        guess=guess,
    )


def said(job: Job) -> tuple[str, str | None]:
    return job.recording.source, None if job.question is None else job.question.id


def test_a_folder_gives_its_recordings_in_order_and_nothing_else(tmp_path: Path) -> None:
    touch(tmp_path, "b/2.MP3", "a.wav", "b/1.ogg", "notes.txt", "._a.wav", ".git/x.wav", "b/c/film.mp4")
    jobs = find_jobs([str(tmp_path)], asking(option=True))
    names = [job.recording.source.removeprefix(f"{tmp_path}/") for job in jobs]
    assert names == ["a.wav", "b/1.ogg", "b/2.MP3", "b/c/film.mp4"]
    assert [job.number for job in jobs] == [0, 1, 2, 3]


def test_a_file_that_is_named_is_tried_whatever_it_is_called(tmp_path: Path) -> None:
    touch(tmp_path, "answer", "[x].wav")
    named = [str(tmp_path / "answer"), str(tmp_path / "[x].wav"), str(tmp_path / "nowhere.wav")]
    assert [job.recording.source for job in find_jobs([*named, named[0]], asking(option=True))] == named


def test_globs(tmp_path: Path) -> None:
    touch(tmp_path, "b/2.wav", "b/1.wav", "b/c/3.wav", "b/x.txt")
    found = find_jobs([f"{tmp_path}/**/*.wav"], asking(option=True))
    assert [job.recording.source.rsplit("/", 1)[-1] for job in found] == ["1.wav", "2.wav", "3.wav"]
    (nothing,) = find_jobs([f"{tmp_path}/*.mp3"], asking(option=True))
    assert nothing.problem is not None
    assert "Nothing fits" in nothing.problem.text


def test_a_glob_over_folders_names_what_is_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "x/ada/1.wav", "x/bob/2.wav", "y/ada/3.wav", "y/ada/notes/n.txt")
    monkeypatch.chdir(tmp_path)

    def named(pattern: str) -> list[str]:
        return [job.recording.source for job in find_jobs([pattern], asking(option=True))]

    assert named("**/ada") == ["x/ada/1.wav", "y/ada/3.wav"]
    assert named("./**/") == named("**/*.wav") == ["x/ada/1.wav", "x/bob/2.wav", "y/ada/3.wav"]
    assert named("./x/**") == ["x/ada/1.wav", "x/bob/2.wav"]
    (nothing,) = find_jobs(["**/notes"], asking(option=True))
    assert nothing.problem is not None
    assert "Nothing fits" in nothing.problem.text


def test_a_folder_with_brackets_in_its_name_is_taken_as_it_is_called(tmp_path: Path) -> None:
    touch(tmp_path, "cohort [2024]/a.wav", "cohort [2024]/[b]/1.wav", "cohort 2/b.wav")
    for pattern in ("*.wav", "**/*.wav", "[[]b]/*.wav"):
        found = find_jobs([f"{tmp_path}/cohort [2024]/{pattern}"], asking(option=True))
        names = [job.recording.source.rsplit("/", 1)[-1] for job in found]
        assert names == {"*.wav": ["a.wav"], "**/*.wav": ["1.wav", "a.wav"]}.get(pattern, ["1.wav"])


def test_files_of_a_folder_that_are_not_taken_for_recordings_are_told_of(tmp_path: Path) -> None:
    touch(tmp_path, "a.weba", "b.m2ts", "c.xyz", "in/talk", "d.txt", "list.CSV", ".hidden.xyz", ".in/x.xyz")
    others: list[Path] = []
    jobs = find_jobs([str(tmp_path)], asking(option=True), passed_over=others.append)
    assert [job.recording.source.rsplit("/", 1)[-1] for job in jobs] == ["a.weba", "b.m2ts"]
    assert others == [tmp_path / "c.xyz", tmp_path / "in/talk"]


@pytest.mark.parametrize("path", ["", "/**", "/**/*.wav", "/*"])
def test_a_folder_that_is_passed_over(tmp_path: Path, path: str) -> None:
    """That of parts, which the next run must not cut again."""
    touch(tmp_path, "in/a.wav", "in/parts/1.wav", "in/parts/deep/2.wav", "in/parts of mine/b.wav")
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "in" / "parts")
    jobs = find_jobs([f"{tmp_path}/in{path}"], asking(option=True), but=tmp_path / "in" / "linked")
    names = [job.recording.source.removeprefix(f"{tmp_path}/in/") for job in jobs]
    assert names == ["a.wav", "parts of mine/b.wav"]


def test_an_empty_folder_is_a_file_that_failed(tmp_path: Path) -> None:
    (job,) = find_jobs([str(tmp_path)], asking(option=True))
    assert job.problem is not None
    assert job.problem.status is RowStatus.FAILED


def test_a_manifest_alone_names_files_beside_it(tmp_path: Path) -> None:
    touch(tmp_path, "a.wav", "in/b.wav")
    manifest = tmp_path / "list.csv"
    manifest.write_text(
        "path,question,candidate,cohort\na.wav,drift,Ada,x\nin/b.wav,,Bob,\n../c.wav,drift,,\n/etc/passwd,drift,,\n"
        "a.wav,nope,,\n"
    )
    first, second, third, fourth, fifth = find_jobs([], asking(manifest=manifest))
    assert (said(first), first.asked, first.candidate) == (("a.wav", "drift"), Asked.MANIFEST, "Ada")
    assert dict(first.columns) == {"cohort": "x"}
    assert second.problem is not None
    assert second.problem.status is RowStatus.UNKNOWN_QUESTION
    for job in (third, fourth):
        assert job.problem is not None
        assert job.problem.status is RowStatus.FAILED
        assert "leaves the folder" in job.problem.text
    assert fifth.problem is not None
    assert fifth.problem.status is RowStatus.UNKNOWN_QUESTION
    assert 'no question "nope"' in fifth.problem.text


@pytest.mark.parametrize("paths", [["mm/ada"], ["mm/ada", "mm/a.wav"], ["mm"], ["mm/a.wav", "mm/ada"]])
def test_a_row_belongs_to_the_file_that_it_names_and_to_no_other(tmp_path: Path, paths: list[str]) -> None:
    """Whatever part of the folder is given: both have an a.wav."""
    touch(tmp_path / "mm", "a.wav", "ada/a.wav")
    listing = tmp_path / "mm/list.csv"
    listing.write_text("path,question,candidate\na.wav,drift,Top\nada/a.wav,hash-map,Ada\n")
    jobs = find_jobs([str(tmp_path / path) for path in paths], asking(manifest=listing))
    told = {job.recording.source.partition("/mm/")[2]: job.candidate for job in jobs if job.problem is None}
    assert told == {"ada/a.wav": "Ada"} | ({} if paths == ["mm/ada"] else {"a.wav": "Top"})


def test_a_row_may_name_a_file_from_the_folder_that_was_given(tmp_path: Path) -> None:
    touch(tmp_path / "uploads", "ada/a.wav")
    (tmp_path / "lists").mkdir()
    listing = tmp_path / "lists/list.csv"
    listing.write_text("path,question,candidate\nada/a.wav,hash-map,Ada\n")
    (job,) = find_jobs([str(tmp_path / "uploads")], asking(manifest=listing))
    assert (job.candidate, job.problem) == ("Ada", None)


def test_a_name_that_no_disk_takes_is_a_fault_of_its_line(tmp_path: Path) -> None:
    listing = tmp_path / "list.jsonl"
    listing.write_text(
        '{"path": "a.wav", "question": "drift"}\n{"path": "a\\ud800.wav", "question": "drift"}\n'
    )
    with pytest.raises(InputError, match="line 2 names no file"):
        read_manifest(listing)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    touch(tmp_path, "secret.wav", "in/list.csv")
    (tmp_path / "in/a.wav").symlink_to(tmp_path / "secret.wav")
    (tmp_path / "in/list.csv").write_text("path,question\na.wav,drift\n")
    (job,) = find_jobs([], asking(manifest=tmp_path / "in/list.csv"))
    assert job.problem is not None
    assert "leaves the folder" in job.problem.text


def test_a_manifest_and_a_folder(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.wav", "in/b.wav", "in/sub/c.wav")
    manifest = tmp_path / "list.jsonl"
    manifest.write_text(
        '{"path": "a.wav", "question": "drift", "age": 41}\n\n'
        '{"path": "in/b.wav", "question": "hash-map"}\n{"path": "gone.wav"}\n'
        '{"path": "a.wav", "question": "ml-drift"}\n'
    )
    jobs = find_jobs([str(tmp_path / "in")], asking(manifest=manifest))
    questions = [None if job.question is None else job.question.id for job in jobs]
    assert questions == ["drift", "ml-drift", "hash-map", None, None]
    assert jobs[0].columns == {"age": "41"}
    problems = [job.problem.status for job in jobs[3:] if job.problem]
    assert problems == [RowStatus.UNKNOWN_QUESTION, RowStatus.FAILED]


def test_the_order_of_manifest_name_option_and_guess(tmp_path: Path) -> None:
    touch(tmp_path, "ada_drift.wav", "bob_hash-map.wav", "eve.wav")
    (tmp_path / "list.tsv").write_text("path\tquestion\nada_drift.wav\tml-drift\n")
    every = asking(manifest=tmp_path / "list.tsv", pattern="{candidate}_{question}", option=True, guess=True)
    jobs = find_jobs([str(tmp_path)], every)
    assert [(job.asked.value, job.candidate) for job in jobs] == [
        ("manifest", "ada"),
        ("name", "bob"),
        ("option", None),
    ]
    (guessed,) = find_jobs([str(tmp_path / "eve.wav")], asking(guess=True))
    assert (guessed.asked, guessed.question, guessed.problem) == (Asked.GUESS, None, None)


@pytest.mark.parametrize(
    ("pattern", "path", "candidate", "question_id"),
    [
        ("{candidate}/{question}", "in/ada/ml-drift.wav", "ada", "ml-drift"),
        ("{candidate}/{question}", "ada/unheard-of.wav", "ada", "unheard-of"),
        ("{candidate}_{question}", "ada_lovelace_ml-drift.mp3", "ada_lovelace", "ml-drift"),
        ("{question}-{candidate}", "ml-drift-ada-l.wav", "ada-l", "ml-drift"),
        ("{cohort}/{candidate}/take.{question}", "x/Ada B/take.drift.wav", "Ada B", "drift"),
    ],
)
def test_patterns(pattern: str, path: str, candidate: str, question_id: str) -> None:
    matched = Pattern(pattern, question_ids=[q.id for q in BANK.questions]).match(path)
    assert matched is not None
    assert (matched.candidate, matched.question) == (candidate, question_id)


def test_a_name_that_can_be_parted_in_millions_of_ways_takes_no_time() -> None:
    pattern = Pattern("{a}_{b}_{c}_{d}_{e}_{f}-{question}", question_ids=["drift"])
    assert pattern.match("_" * 250 + ".wav") is None
    found = pattern.match("_" * 250 + "-drift.wav")
    assert found is not None
    assert (found.question, found.columns["a"], len(found.columns["f"])) == ("drift", "_", 240)


@pytest.mark.parametrize("path", ["up", "up/ada", "up/*", "up/**", "up/ada/*.wav", "up/ada/drift.wav"])
def test_a_pattern_fits_however_the_files_are_named(
    tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By folder, by a part of it, by a glob that means files or folders, or one by one."""
    touch(tmp_path / "up", "ada/drift.wav")
    monkeypatch.chdir(tmp_path)
    for written in (path, str(tmp_path / path)):
        (job,) = find_jobs([written], asking(pattern="{candidate}/{question}"))
        assert (job.candidate, job.question and job.question.id) == ("ada", "drift")


def test_what_does_not_fit_a_pattern(tmp_path: Path) -> None:
    assert Pattern("{candidate}/{question}", question_ids=["drift"]).match("drift.wav") is None
    for wrong in ("answers", "{question}{candidate}", "{a b}", "{x}/{x}", ""):
        with pytest.raises(UsageError, match="is no pattern"):
            Pattern(wrong, question_ids=["drift"])


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("m.csv", "file,question\na,b\n", 'no column "path"'),
        ("m.csv", "path,question\na,b,c\n", "line 2 has more cells"),
        ("m.csv", "path,question\n", "lists no file"),
        ("m.csv", 'path\n"a', "is no manifest"),
        ("m.jsonl", '{"path": "a"}\nnope\n', "line 2 is not JSON"),
        ("m.jsonl", "[1]\n", "line 1 is not an object"),
        ("m.jsonl", '{"question": "a"}\n', "line 1 names no file"),
        ("m.jsonl", "[" * 100_000, "line 1 is not JSON"),
        ("nowhere.csv", None, "cannot be read"),
    ],
)
def test_faulty_manifests(tmp_path: Path, name: str, text: str | None, sentence: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=sentence):
        read_manifest(tmp_path / name)


def test_a_spreadsheet_of_the_continent_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes("path;question;größe\r\na b.wav;drift;1,5\r\n".encode("utf-8-sig"))
    (row,) = read_manifest(tmp_path / "m.csv").rows
    assert (row.path, row.question, dict(row.columns)) == ("a b.wav", "drift", {"größe": "1,5"})


def test_only_line_breaks_end_a_line_of_a_manifest(tmp_path: Path) -> None:
    """Python's `splitlines` knows eight more signs, and names of files may hold them."""
    names = ["a\u2028b.wav", "c\x85d.wav", "e\x0cf.wav", "g\x1ch.wav"]
    text = "path,question\n" + "".join(f"{name},drift\n" for name in names)
    (tmp_path / "m.csv").write_text(text, encoding="utf-8")
    assert [row.path for row in read_manifest(tmp_path / "m.csv").rows] == names
