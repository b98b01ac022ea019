"""Fetching on request, with a hub that is a function of this file."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError, OfflineModeIsEnabled

from tests.models.conftest import CONFIG, WEIGHTS, model_of, write_model
from voiceprep.errors import MissingError, ModelMismatchError, StorageError, UsageError
from voiceprep.models.download import download
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Hub = dict[str, bytes]


@pytest.fixture
def asked() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, asked: list[dict[str, Any]]) -> Hub:
    """What the hub serves; every request is noted in `asked`."""
    served: Hub = {"model.bin": WEIGHTS, "config.json": CONFIG}

    def fetch(
        repository: str,
        name: str,
        *,
        revision: str,
        local_dir: Path,
        token: bool,
        tqdm_class: Callable[..., Any],
    ) -> str:
        asked.append({"repository": repository, "name": name, "revision": revision, "token": token})
        with tqdm_class(unit="B", total=len(served[name]), initial=0, desc=name) as bar:
            for _ in served[name]:
                bar.update(1)
        (local_dir / name).write_bytes(served[name])
        return str(local_dir / name)

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fetch)
    return served


def _raising(monkeypatch: pytest.MonkeyPatch, cause: Exception) -> None:
    def fetch(*_args: object, **_kwargs: object) -> str:
        raise cause

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fetch)


def test_files_come_at_the_pinned_revision_without_a_token(
    hub: Hub, asked: list[dict[str, Any]], cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = download(model_of())
    assert found.path == cache / "models" / "tiny"
    assert resolve(model_of()) == found
    assert asked == [
        {"repository": "org/tiny", "name": name, "revision": "abc123", "token": False}
        for name in ("model.bin", "config.json")
    ]
    assert [path.name for path in (cache / "models").iterdir()] == ["tiny"]
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_progress_rises_to_the_whole(hub: Hub) -> None:
    seen: list[tuple[int, int]] = []
    download(model_of(), progress=lambda done, total: seen.append((done, total)))
    whole = len(WEIGHTS) + len(CONFIG)
    assert seen == sorted(seen)
    assert seen[0] == (1, whole)
    assert seen[-1] == (whole, whole)


def test_only_what_is_absent_is_fetched(hub: Hub, asked: list[dict[str, Any]], cache: Path) -> None:
    write_model(cache / "models" / "tiny", weights=b"spoilt")
    download(model_of())
    assert [request["name"] for request in asked] == ["model.bin"]
    download(model_of())
    assert len(asked) == 1


def test_another_file_is_refused_and_deleted(hub: Hub, cache: Path) -> None:
    hub["model.bin"] = WEIGHTS[::-1]
    with pytest.raises(ModelMismatchError, match=r"model\.bin"):
        download(model_of())
    assert not list(cache.rglob("model.bin"))


@pytest.mark.parametrize(
    "cause",
    [
        LocalEntryNotFoundError("no connection"),
        OfflineModeIsEnabled("offline mode"),
        ConnectionResetError(errno.ECONNRESET, "reset"),
        TimeoutError("too slow"),
        RuntimeError("an error of the HTTP library"),
        RuntimeError(""),
    ],
    ids=lambda cause: type(cause).__name__,
)
def test_an_unreachable_hub_says_what_to_do(cause: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    _raising(monkeypatch, cause)
    with pytest.raises(MissingError, match="could not be fetched from org/tiny") as caught:
        download(model_of())
    assert "connection" in caught.value.next_step
    assert caught.value.__cause__ is cause


def test_a_full_disk_is_not_blamed_on_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    _raising(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(StorageError, match="full"):
        download(model_of())


def test_a_model_on_no_hub_cannot_be_downloaded() -> None:
    with pytest.raises(UsageError, match="cannot be downloaded"):
        download(model_of(hub=None))
