"""Workers on Ray keep the promises of any executor; a node that is lost changes no table."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.batch.fakes import FakeScorerRecipe, files, jobs, keys
from tests.batch.test_local import UNUSABLE, all_done, lives, works
from tests.requirements import need
from voiceprep.audio.decode import decode, write_wav
from voiceprep.batch import on_ray
from voiceprep.batch.here import Here
from voiceprep.batch.on_ray import RayWorkers
from voiceprep.batch.ray_cluster import address_of, connect
from voiceprep.batch.run import Batch, saved_take
from voiceprep.batch.store import Store
from voiceprep.cli.main import run
from voiceprep.demo import demo_answers
from voiceprep.errors import EngineError, ExitCode, FailureReason, MissingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.batch.interface import Executor
    from voiceprep.batch.outcome import Outcome
    from voiceprep.errors import VoiceprepError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.models
"""Not for their weights: a cluster takes ten seconds to start."""


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """A cluster of two nodes with one core each; this process belongs to the first."""
    try:
        from ray.cluster_utils import Cluster as TwoNodes
    except ImportError:
        need(False, 'Ray is not installed: pip install "voiceprep[ray]"')
    patch = pytest.MonkeyPatch()
    patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    two = TwoNodes(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    two.add_node(num_cpus=1)
    opened = connect(two.address)
    yield two
    opened.close()
    two.shutdown()  # type: ignore[no-untyped-call]
    patch.undo()


def test_addresses() -> None:
    assert address_of("ray", {}) is None
    assert address_of("ray", {"RAY_ADDRESS": "10.0.0.1:6379"}) == "10.0.0.1:6379"
    assert address_of("ray://head:10001", {"RAY_ADDRESS": "elsewhere"}) == "ray://head:10001"
    for wrong in ("", "ray://", "slurm"):
        with pytest.raises(UsageError, match="no place"):
            address_of(wrong, {})


def test_a_missing_ray_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingError) as raised:
        connect(None)
    assert raised.value.next_step == 'pip install "voiceprep[ray]"'


def _never_started(executor: RayWorkers) -> Any:
    """An actor that does not answer."""
    return SimpleNamespace(greet=SimpleNamespace(remote=object))


def test_a_cluster_that_is_gone_is_no_fault_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise ConnectionError("the channel is closed")

    pytest.importorskip("ray")
    monkeypatch.setattr(RayWorkers, "_started", _never_started)
    cluster: Any = SimpleNamespace(close=lambda: None)
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), cluster, workers=1)
    executor.submit(works(*files(tmp_path / "in", "one"))[0])
    monkeypatch.setattr("ray.wait", gone)
    with pytest.raises(EngineError, match="The Ray cluster is gone: the channel is closed"):
        executor.wait()
    monkeypatch.setattr(RayWorkers, "_started", gone)
    other = RayWorkers(FakeScorerRecipe(tmp_path / "log"), cluster, workers=1)
    with pytest.raises(EngineError, match="The Ray cluster is gone"):
        other.submit(works(*files(tmp_path / "in", "one"))[0])


def test_what_no_worker_has_begun_can_be_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setattr(RayWorkers, "_started", _never_started)
    cluster: Any = SimpleNamespace(close=lambda: None)
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), cluster, workers=1)
    for work in works(*files(tmp_path / "in", "one", "two")):
        executor.submit(work)
    assert executor.drop_waiting() == [0, 1]
    assert (executor.in_flight, executor.wait()) == (0, [])


def test_the_promises_of_an_executor(nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As local workers keep them (test_local.py): each work comes back once, whatever becomes of it."""
    monkeypatch.setattr(on_ray, "ATTEMPTS", 2)
    assert connect(nodes.address).workers() == 2
    made = files(tmp_path / "in", "one", "crash", "three", "fails")
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), connect(nodes.address), workers=2)
    found = all_done(executor, works(*made), most=4)
    codes = [found[number].code for number in range(4)]
    assert codes == [ExitCode.OK, ExitCode.ENGINE, ExitCode.OK, ExitCode.BAD_INPUT]
    assert "ended unexpectedly" in (found[1].take.failure or "")
    assert found[1].take.source.endswith("001.wav")
    assert (tmp_path / "log").read_text().count("001.wav") == on_ray.ATTEMPTS


def test_a_recording_that_takes_too_long_is_given_up_and_the_next_is_scored(
    nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = files(tmp_path / "in", "hangs", "waits for its turn")
    (tmp_path / "go").touch()
    monkeypatch.setattr(on_ray, "ATTEMPTS", 1)
    monkeypatch.setattr(on_ray, "SECONDS_A_FILE", 4.0)
    monkeypatch.setattr(on_ray, "SECONDS_A_SECOND", 0.0)
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), connect(nodes.address), workers=1)
    found = all_done(executor, works(*made))
    assert "it took too long" in (found[0].take.failure or "")
    assert found[1].code is ExitCode.OK


def test_a_recording_that_is_gone_is_told_of_without_its_path(nodes: Any, tmp_path: Path) -> None:
    (work,) = works(tmp_path / "Ada.wav")
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), connect(nodes.address), workers=1)
    found = all_done(executor, [replace(work, source="file-1.wav")])
    assert "file-1.wav was given up: it cannot be read (No such file" in (found[0].take.failure or "")
    assert "Ada" not in (found[0].take.failure or "")
    assert (found[0].code, found[0].take.failure_reason) == (ExitCode.BAD_INPUT, FailureReason.UNREADABLE)


def test_a_recording_that_is_too_big_to_be_sent_says_so(
    nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_ray, "MAX_BYTES", 2)
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), connect(nodes.address), workers=1)
    found = all_done(executor, works(*files(tmp_path / "in", "one")))
    assert "it has more than" in (found[0].take.failure or "")
    assert (found[0].code, found[0].take.failure_reason) == (ExitCode.BAD_INPUT, FailureReason.TOO_LONG)


@pytest.mark.parametrize(("content", "kind", "message", "next_step"), UNUSABLE)
def test_what_no_worker_can_do_without_ends_the_run(
    nodes: Any, tmp_path: Path, content: str, kind: type[VoiceprepError], message: str, next_step: str
) -> None:
    (path,) = files(tmp_path / "in", content)
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "log"), connect(nodes.address), workers=1)
    executor.submit(works(path)[0])
    with pytest.raises(kind, match=message) as raised:
        executor.wait()
    assert raised.value.next_step == next_step
    executor.close()


def test_a_node_with_other_versions_is_refused(nodes: Any, tmp_path: Path) -> None:
    """Its results would be kept under the names of ours."""
    (path,) = files(tmp_path / "in", "one")
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "others"), connect(nodes.address), workers=1)
    executor.submit(works(path)[0])
    with pytest.raises(EngineError, match="another judge than this machine: fake") as raised:
        executor.wait()
    assert "the same versions" in raised.value.next_step
    executor.close()


def test_where_no_worker_starts_the_run_ends(
    nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = files(tmp_path / "in", "one", "two")
    monkeypatch.setattr(on_ray, "FAILED_STARTS", 1)
    executor = RayWorkers(FakeScorerRecipe(tmp_path / "broken"), connect(nodes.address), workers=1)
    with pytest.raises(EngineError, match="No worker can be started"):
        all_done(executor, works(*made))
    executor.close()


def test_the_command_gives_the_same_rows_on_ray_as_here(
    nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that lie beside a recording travel with it."""
    monkeypatch.setenv("VOICEPREP_RECORDINGS", str(tmp_path / "recordings"))
    monkeypatch.setenv("RAY_ADDRESS", nodes.address)
    monkeypatch.setattr("voiceprep.batch.local.LocalWorkers", lambda recipe, workers: Here(recipe))
    folder = tmp_path / "in"
    folder.mkdir()
    demo = ROOT / "voiceprep" / "demo" / "strong.ogg"
    for name in ("one.ogg", "two.ogg"):
        (folder / name).write_bytes(demo.read_bytes())
        (folder / name).with_suffix(".txt").write_text(f"These are the words of {name}, said by a person.")
    (folder / "broken.wav").write_text("This is no sound.")
    arguments = [
        "score",
        str(folder),
        "--question",
        "ml-drift",
        "--transcriber",
        "sidecar",
        "--judge",
        "none",
    ]
    tables = []
    for on in ("ray", "local"):
        out = tmp_path / f"{on}.jsonl"
        store = ["--store", str(tmp_path / f"{on}.sqlite")]
        assert run([*arguments, "--on", on, "--out", str(out), *store]) == ExitCode.NOT_SCORED
        tables.append(out.read_text())
    assert tables[0] == tables[1]
    assert "the words of one.ogg" in tables[0]


def test_real_weights_say_the_same_on_ray_as_here_to_the_last_bit(
    nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whisper and the judge, with the quotes, seconds and probabilities of every key point."""
    monkeypatch.setenv("RAY_ADDRESS", nodes.address)
    folder = tmp_path / "in"
    folder.mkdir()
    answer = next(one for one in demo_answers() if one.manner == "patchy")
    whole = decode(answer.recording)
    for name, seconds in (("one", 10), ("two", 14)):
        part = replace(whole, samples=whole.samples[: seconds * whole.sample_rate])
        write_wav(part, folder / f"{name}.wav")
    arguments = ["score", str(folder), "--question", answer.question_id, "--workers", "2"]
    found = []
    for on in ("ray", "local"):
        out = tmp_path / on
        out.mkdir()
        tables = ["--out", str(out / "rows.jsonl"), "--key-points", str(out / "points.jsonl")]
        store = ["--store", str(out / "store.sqlite"), "--transcripts", "vtt", "--transcripts-dir", str(out)]
        assert run([*arguments, "--on", on, *tables, *store]) == ExitCode.OK
        found.append({path.name: path.read_text() for path in out.iterdir() if path.suffix != ".sqlite"})
    assert found[0] == found[1]
    assert set(found[0]) >= {"rows.jsonl", "points.jsonl"}
    assert "covered" in found[0]["points.jsonl"]


def _workers(folder: Path) -> list[int]:
    """The processes that are at a recording that waits."""
    return [int(path.suffixes[-2][1:]) for path in folder.glob("*.pid")]


def _table(executor: Executor, made: list[Path], store: Path) -> list[tuple[Outcome, Any]]:
    with closing(Store(store)) as kept:
        batch = Batch(executor, kept, keys(), 60.0)
        outcomes = sorted(batch.score(jobs(*made), stop=threading.Event()), key=lambda one: one.job.number)
        return [(outcome, saved_take(outcome, kept, keys())) for outcome in outcomes]


def test_a_node_that_is_lost_in_the_middle_changes_no_table(nodes: Any, tmp_path: Path) -> None:
    """Last in this file: one node is left after it."""
    made = files(tmp_path / "in", "waits a", "waits b", *(f"answer {number}" for number in range(6)), "fails")
    log = tmp_path / "log"

    def lose_a_node() -> None:
        # Each node is at one of the two that wait, until one of them is gone with all that it runs.
        while len(workers := _workers(tmp_path)) < 2:
            time.sleep(0.01)
        nodes.remove_node(next(iter(nodes.worker_nodes)), allow_graceful=False)
        while all(map(lives, workers)):
            time.sleep(0.01)
        (tmp_path / "go").touch()

    loser = threading.Thread(target=lose_a_node)
    loser.start()
    executor = RayWorkers(FakeScorerRecipe(log), connect(nodes.address), workers=2)
    on_two = _table(executor, made, tmp_path / "ray.sqlite")
    loser.join()
    begun = log.read_text().splitlines()
    assert sorted(begun.count(str(path)) for path in made) == [1] * 8 + [2], "what was lost was begun again"
    here = _table(Here(FakeScorerRecipe(tmp_path / "log here")), made, tmp_path / "here.sqlite")
    assert on_two == here
