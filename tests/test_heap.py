"""Memory that is free again goes back to the system."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from voiceprep.heap import give_back_memory


def _resident() -> int:
    """Kilobytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="only the GNU C library has to be asked",
)
def test_what_lies_free_between_blocks_in_use_is_given_back() -> None:
    blocks = [bytearray(b"x" * 100_000) for _ in range(600)]
    del blocks[: len(blocks) - 1]  # the last one holds the end of the heap
    before = _resident()
    give_back_memory()
    assert _resident() < before - 30_000


def test_it_can_be_asked_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for system in ("win32", "darwin", sys.platform):
        monkeypatch.setattr(sys, "platform", system)
        give_back_memory()
