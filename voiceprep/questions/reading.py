"""Read a bank, which somebody may have written by hand, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError
from voiceprep.storage import read_at_most

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 50_000_000
"""Fifty times our own bank."""


def read_json(path: Path) -> Any:
    """The parsed file. Raises BankError where it is missing, not UTF-8 or not JSON."""
    return read_with_bytes(path)[0]


def read_with_bytes(path: Path) -> tuple[Any, bytes]:
    """The parsed file, and its bytes. Raises BankError where it is missing, not UTF-8 or not JSON."""
    try:
        if (content := read_at_most(path, MOST_BYTES)) is None:
            raise BankError(
                f"{path} is larger than {MOST_BYTES // 1_000_000} MB.",
                next_step="Divide it into several banks.",
            )
        return json.loads(content.decode("utf-8-sig")), content
    except json.JSONDecodeError as cause:
        raise BankError(
            f"{path} is not valid JSON: {cause.msg} in line {cause.lineno}, column {cause.colno}.",
            next_step="Mend that line; a comma or a quote is often missing just before it.",
        ) from cause
    except UnicodeDecodeError as cause:
        raise BankError(f"{path} is not UTF-8 text.", next_step="Save it as UTF-8.") from cause
    except (ValueError, RecursionError) as cause:
        raise BankError(
            f"{path} cannot be a bank: {cause}.",
            next_step="Check the file; the packaged bank shows the form.",
        ) from cause
    except OSError as cause:
        raise BankError(
            f"{path} cannot be read: {cause.strerror}.", next_step="Check the path of the bank."
        ) from cause
