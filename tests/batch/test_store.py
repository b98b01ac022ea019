"""The store gives back what it was given, and says plainly where it cannot."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import spoken, take
from voiceprep.batch.interface import Guess
from voiceprep.batch.store import SCHEMA, Kept, Store
from voiceprep.errors import StorageError
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.transcription.remembering import Heard


def test_what_is_kept_is_found_again_by_another_run(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    kept = Kept(take(text="caf\u00e9 \udcff"), Guess("hash-map", 50.0, 3.5, sure=True))
    words = Transcript(spoken("a word"), "fake", "en", 0.123456789012345)
    heard: dict[str, Heard] = {"one": words, "two": "um"}
    with closing(Store(path)) as store:
        store.keep("key", kept, audio="sound", transcriber="fake", heard=heard)
        store.keep("other", None, audio="sound", transcriber="fake", heard={"three": "uh"})
        secret = store.secret()
    with closing(Store(path)) as store:
        found = store.find("key")
        assert found is not None
        assert (found.take.transcript, found.take.content, found.guess) == (
            kept.take.transcript,
            kept.take.content,
            kept.guess,
        )
        assert store.heard("sound", "fake") == {**heard, "three": "uh"}
        assert store.heard("sound", "another") == {}
        assert store.find("other") is None
        assert store.secret() == secret


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_new_store_is_for_its_owner_alone_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(Store(path)) as store:
        store.keep("key", Kept(take(), None), audio="a", transcriber="b", heard={})
        assert [one.stat().st_mode & 0o077 for one in tmp_path.iterdir()] == [0, 0, 0]
    path.chmod(0o640)
    with closing(Store(path)):
        assert path.stat().st_mode & 0o777 == 0o640


def _open_at_once(path: Path, go: Any) -> None:
    go.wait()
    Store(path).close()


def test_runs_that_make_the_store_at_the_same_moment(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "tests.batch.test_run", "voiceprep.json_form"])
    for number in range(5):
        go = context.Event()
        arguments = (tmp_path / f"{number}.sqlite", go)
        runs = [context.Process(target=_open_at_once, args=arguments) for _ in range(4)]
        for one in runs:
            one.start()
        go.set()
        for one in runs:
            one.join()
        assert [one.exitcode for one in runs] == [0] * 4


def test_stores_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("This is no store, and it is longer than a header.\n" * 40)
    with pytest.raises(StorageError, match="cannot be used"):
        Store(tmp_path / "text")
    with closing(sqlite3.connect(tmp_path / "newer")) as base:
        base.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(StorageError, match="form 2") as raised:
        Store(tmp_path / "newer")
    assert "--store" in raised.value.next_step
    with pytest.raises(StorageError):
        Store(tmp_path / "text" / "below")
    with pytest.raises(StorageError):
        Store(tmp_path)


def test_a_damaged_result_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(Store(path)) as store:
        store.keep("key", Kept(take(), None), audio="a", transcriber="b", heard={})
        with closing(sqlite3.connect(path)) as base:
            base.execute("UPDATE results SET document = 'rubbish'")
            base.commit()
        with pytest.raises(StorageError, match="cannot be used"):
            store.find("key")


def test_a_disk_that_is_full_is_called_full_and_the_store_stays_sound(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(Store(path)) as store:
        store.keep("before", Kept(take(text="word"), None), audio="a", transcriber="t", heard={})
        base = store._base
        (pages,) = base.execute("PRAGMA page_count").fetchone()
        base.execute(f"PRAGMA max_page_count = {pages}")
        noise = {str(one): random.Random(one).randbytes(500).hex() for one in range(50)}
        with pytest.raises(StorageError, match="disk is full"):
            store.keep("after", Kept(take(text="word"), None), audio="b", transcriber="t", heard=noise)
        assert (store.find("before") is None, store.find("after"), store.heard("b", "t")) == (False, None, {})
        base.execute("PRAGMA max_page_count = 100000")
        store.keep("after", Kept(take(text="word"), None), audio="b", transcriber="t", heard=noise)
        assert store.find("after"), "once there is space, it goes on"


def test_a_data_base_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE photos (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="another program"):
        Store(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["photos.db"]
