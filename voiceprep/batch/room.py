"""Room for copies: where this machine has none, that is no fault of the recording that was to be copied."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE})
"""A full disk, a used-up quota, and as many open files as the system lets anybody have."""
ELSEWHERE = "Set TMPDIR to a folder with more room."


def is_no_room(failure: BaseException) -> bool:
    """Whether every other recording would fail in the same way."""
    return isinstance(failure, OSError) and failure.errno in _NO_ROOM


@contextmanager
def room_in(scratch: Path) -> Iterator[None]:
    """Raises StorageError where nothing can be copied there any more; other failures stay as they are."""
    try:
        yield
    except OSError as failure:
        if not is_no_room(failure):
            raise
        with storage_errors(scratch, elsewhere=ELSEWHERE):
            raise
