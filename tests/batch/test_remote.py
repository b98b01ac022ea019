"""Recordings in cloud storage, with fsspec's storage in memory in the place of a cloud."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from voiceprep.batch import remote
from voiceprep.batch.anonymous import anonymous
from voiceprep.batch.found import find_files, is_many
from voiceprep.batch.jobs import Asking, find_jobs
from voiceprep.batch.manifest import Manifest, Row
from voiceprep.batch.remote import list_remote
from voiceprep.errors import AudioError, MissingError, UsageError
from voiceprep.questions.bank import load_questions

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = ("in/b.wav", "in/a.MP3", "in/deep/c d.ogg", "in/notes.txt", "in/.hidden.wav", "in/.dir/x.wav")


@pytest.fixture
def cloud() -> Iterator[Any]:
    from fsspec.implementations.memory import MemoryFileSystem

    system = MemoryFileSystem()
    for name in FILES:
        system.pipe_file(f"/{name}", name.encode())
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def found(*urls: str) -> list[tuple[str, str, bool]]:
    return [(one.recording.source, one.tail, one.trouble is None) for one in find_files(urls)]


def test_folders_globs_and_files_are_found_as_they_are_here(cloud: Any) -> None:
    whole = [("memory://in/a.MP3", "a.MP3"), ("memory://in/b.wav", "b.wav")]
    deep = "memory://in/deep/c d.ogg"
    assert (
        found("memory://in")
        == found("memory://in/")
        == [(*one, True) for one in [*whole, (deep, "deep/c d.ogg")]]
    )
    assert found("memory://in/*.wav", "memory://in/b.wav") == [
        (f"memory://in/{n}",) * 2 + (True,) for n in (".hidden.wav", "b.wav")
    ]
    assert found("memory://in/notes.txt") == [("memory://in/notes.txt",) * 2 + (True,)]
    assert is_many("memory://in/b.wav")


def test_what_is_not_there_costs_itself_only(cloud: Any) -> None:
    assert found("memory://nowhere", "memory://in/b.wav")[0] == (
        "memory://nowhere",
        "memory://nowhere",
        False,
    )
    cloud.pipe_file("/words/one.txt", b"")
    (none,) = find_files(["memory://words"])
    assert none.trouble == "There is no recording in memory://words."


def test_a_file_is_fetched_under_a_name_of_ours_and_not_beyond_its_limit(
    cloud: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = list_remote("memory://in/deep/c d.ogg")
    fetched = one.fetch(tmp_path)
    assert (fetched.read_bytes(), fetched.suffix, fetched.parent) == (b"in/deep/c d.ogg", ".ogg", tmp_path)
    fetched.unlink()
    monkeypatch.setattr(remote, "MAX_BYTES", 3)
    with pytest.raises(AudioError, match="has more than"):
        one.fetch(tmp_path)
    cloud.rm("/in/deep/c d.ogg")
    with pytest.raises(AudioError, match=r"^memory://in/deep/c d\.ogg does not exist\."):
        one.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_hold_so_many_files(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_FILES", 3)
    with pytest.raises(AudioError, match="holds 6 files, more than 3"):
        list_remote("memory://in")


class OutOfReach:
    """A storage that cannot be reached, in the way of a client library of its own."""

    def isdir(self, path: str) -> bool:
        raise LookupError("no credentials")


def test_any_exception_of_a_storage_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsspec.core.url_to_fs", lambda url: (OutOfReach(), "x"))
    (one,) = find_files(["s3://bucket/x"])
    assert one.trouble is not None
    assert one.trouble.startswith("s3://bucket/x cannot be read: no credentials.")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "zip://x.wav::file:///etc/x.zip", "nonsense://x"])
def test_urls_that_are_not_read(url: str) -> None:
    with pytest.raises(UsageError, match="read"):
        list_remote(url)


def test_what_is_missing_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(url: str) -> Any:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", without)
    with pytest.raises(MissingError) as raised:
        list_remote("s3://bucket/x.wav")
    assert raised.value.next_step == "pip install s3fs"
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingError) as raised:
        list_remote("s3://bucket/x.wav")
    assert raised.value.next_step == 'pip install "voiceprep[remote]"'


def test_a_manifest_may_name_urls(cloud: Any, tmp_path: Path) -> None:
    rows = [Row(2, "memory://in/b.wav", "ml-drift", None, {}), Row(3, "../x.wav", "ml-drift", None, {})]
    asking = Asking(load_questions(), Manifest(tmp_path, tuple(rows)))
    first, second = find_jobs([], asking)
    assert (first.recording.source, first.problem) == ("memory://in/b.wav", None)
    assert first.recording.fetch(tmp_path).read_bytes() == b"in/b.wav"
    assert second.problem is not None
    assert [job.question for job in find_jobs(["memory://in/b.wav"], asking)][:1] == [first.question]


@pytest.mark.parametrize(
    "url",
    [
        "dir:///etc",
        "generic://file:///etc",
        "reference:///etc",
        "zip:///etc/x.zip",
        "git:///etc",
        "dbfs://x",
    ],
)
def test_a_url_for_files_of_this_machine_or_a_driver_that_is_not_set_up_costs_itself_only(url: str) -> None:
    """A list from somebody else may hold anything."""
    rows = (Row(2, url, None, None, {}), Row(3, "nowhere.wav", None, None, {}))
    bank = load_questions(None)
    asking = Asking(bank, Manifest(Path("in"), rows), question=bank.questions[0])
    first, second = find_jobs([], asking)
    assert first.problem is not None
    assert url in first.problem.text
    assert second.problem is None


def test_what_a_storage_says_names_no_hidden_file(
    cloud: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, *_: Any, **__: Any) -> Any:
        raise PermissionError(f"Forbidden: {path}")

    bank = load_questions(None)
    jobs = find_jobs(["memory://in/deep"], Asking(bank, question=bank.questions[0]))
    (job,) = anonymous(jobs, "secret", keep=[])
    monkeypatch.setattr(type(cloud), "open", lambda _, *arguments: refuse(*arguments))
    with pytest.raises(AudioError, match="Forbidden") as raised:
        job.recording.fetch(tmp_path)
    assert "c d" not in raised.value.message


def test_a_long_list_of_urls_asks_for_none_before_its_turn(
    cloud: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("isdir", "info", "open"):
        known = getattr(type(cloud), name)

        def spy(self: Any, *arguments: Any, _known: Any = known, **options: Any) -> Any:
            asked.append(arguments[0])
            return _known(self, *arguments, **options)

        monkeypatch.setattr(type(cloud), name, spy)
    urls = ("memory://in/b.wav", " memory://in/gone.wav", "memory://in/deep")
    rows = tuple(Row(line, url, "ml-drift", None, {}) for line, url in enumerate(urls))
    here, gone, folder = find_jobs([], Asking(load_questions(), Manifest(tmp_path, rows)))
    assert all("deep" in path for path in asked), "only a folder has to be asked what is in it"
    assert folder.recording.source == "memory://in/deep/c d.ogg"
    assert here.recording.fetch(tmp_path).read_bytes() == b"in/b.wav"
    with pytest.raises(AudioError) as raised:
        gone.recording.fetch(tmp_path)
    assert raised.value.message == "memory://in/gone.wav does not exist."
    assert raised.value.next_step == "Check the URL, and that this machine has access to it."


def test_a_disk_that_is_full_here_is_no_fault_of_the_storage(
    cloud: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = list_remote("memory://in/b.wav")

    def full(self: Any, path: str, mode: str) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(cloud), "open", full)
    with pytest.raises(OSError, match="No space left"):
        one.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []
