"""What the C library keeps of memory that is free again."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_ARENA_MAX = -8
"""M_ARENA_MAX of the GNU C library's malloc.h."""
_ARENAS = 2


def keep_few_arenas() -> None:
    """Let the threads share two heaps; to be called before the first thread begins.

    Else the GNU C library gives nearly every thread a heap of its own, and what one thread has freed is of no
    use to the next: 20 MB more after an answer of three minutes, at the same speed (docs/decisions/0012).
    """
    mallopt = _of_the_c_library("mallopt")
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)


def give_back_memory() -> None:
    """Give the system back what was freed; a millisecond or two. Only the GNU C library has to be asked.

    Between two windows of an answer the recogniser leaves 20 to 50 MB that it has freed lying between blocks
    that are in use, more with every window, and the C library keeps them.
    """
    trim = _of_the_c_library("malloc_trim")
    if trim is not None:
        trim(0)


def _of_the_c_library(name: str) -> Any:
    """A function that only the GNU C library has; None where there is another one."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
