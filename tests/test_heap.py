"""Memory that is free again goes back to the system."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from voiceprep.heap import give_back_memory, keep_few_arenas


def _resident() -> int:
    """Kilobytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


with_gnu_c_library = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="only the GNU C library has to be asked",
)
ARENAS_OF_EIGHT_THREADS = """
import ctypes, sys, threading
from voiceprep.heap import keep_few_arenas
if sys.argv[1] == "few":
    keep_few_arenas()
together = threading.Barrier(8)
def use():
    block = bytearray(5_000)
    together.wait()
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(c.fopen(sys.argv[2].encode(), b"w"))
c.malloc_info(0, told)
c.fclose(told)
"""


@with_gnu_c_library
def test_threads_share_two_heaps_instead_of_one_each(tmp_path: Path) -> None:
    heaps = {}
    for name in ("few", "many"):
        told = tmp_path / name
        subprocess.run([sys.executable, "-c", ARENAS_OF_EIGHT_THREADS, name, str(told)], check=True)
        heaps[name] = told.read_text(encoding="utf-8").count("<heap nr=")
    assert heaps["few"] <= 2 < heaps["many"]


@with_gnu_c_library
def test_what_lies_free_between_blocks_in_use_is_given_back() -> None:
    blocks = [bytearray(b"x" * 100_000) for _ in range(600)]
    del blocks[: len(blocks) - 1]  # the last one holds the end of the heap
    before = _resident()
    give_back_memory()
    assert _resident() < before - 30_000


def test_it_can_be_asked_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for system in ("win32", "darwin", sys.platform):
        monkeypatch.setattr(sys, "platform", system)
        keep_few_arenas()
        give_back_memory()
