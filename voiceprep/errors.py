"""Every way voiceprep can fail, in one tree, with one exit code each.

    VoiceprepError
    ├── UsageError              the command line asks for something that does not exist
    ├── InputError              a file or text that was handed in cannot be used
    │   ├── AudioError          unreadable, empty, or too long a recording
    │   ├── BankError           a question bank with faults
    │   ├── PromptsError        a folder of wordings with faults
    │   ├── SessionError        a session that is missing or damaged
    │   └── SettingsError       a damaged file of settings
    ├── MissingError            something has to be installed first
    │   └── ModelMismatchError  model weights that are not the ones we know
    ├── EngineError             an engine was there and failed
    │   ├── SpeakingError       (speaking/interface.py)
    │   ├── ListeningError      (listening/interface.py)
    │   ├── TranscriptionError  (transcription/interface.py)
    │   └── JudgingError        (judging/interface.py)
    ├── StorageError            a disk that is full, read-only, or gone
    └── StoppedError            Ctrl-C, where there is more to say than that

Every error carries one sentence that says what is wrong and one that says what to do next.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process returns. `docs/exit-codes.md` lists them for users."""

    OK = 0
    UNEXPECTED = 1
    """A fault of ours; a report file was written."""
    USAGE = 2
    BAD_INPUT = 3
    NOT_SCORED = 4
    """The command ran, but at least one answer has no score."""
    MISSING = 5
    ENGINE = 6
    STORAGE = 7
    INTERRUPTED = 130
    """Ctrl-C, by the shell's convention 128 + SIGINT."""


class FailureReason(StrEnum):
    """Why a recording has no result at all, as tables and JSON name it."""

    UNREADABLE = "unreadable"
    """It is not there, may not be read, is damaged, or is no sound."""
    EMPTY = "empty"
    """No bytes, or not one sample."""
    TOO_LONG = "too_long"
    ENGINE = "engine"
    """The recogniser, the judge or the process that had it failed."""
    CHANGED = "changed"
    """It became another recording while it was scored."""
    OTHER = "failed"


class VoiceprepError(Exception):
    """Base of all foreseen failures."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNEXPECTED

    def __init__(self, message: str, *, next_step: str) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, one sentence."""
        self.next_step = next_step
        """What the person can do about it, one sentence or one command."""


class UsageError(VoiceprepError):
    exit_code = ExitCode.USAGE


class InputError(VoiceprepError):
    exit_code = ExitCode.BAD_INPUT


class AudioError(InputError):
    def __init__(
        self, message: str, *, next_step: str, reason: FailureReason = FailureReason.UNREADABLE
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.reason = reason


class BankError(InputError):
    pass


class PromptsError(InputError):
    pass


class SessionError(InputError):
    pass


class SettingsError(InputError):
    pass


class MissingError(VoiceprepError):
    exit_code = ExitCode.MISSING


class ModelMismatchError(MissingError):
    pass


class EngineError(VoiceprepError):
    exit_code = ExitCode.ENGINE
    reason: ClassVar[FailureReason] = FailureReason.ENGINE


class StorageError(VoiceprepError):
    exit_code = ExitCode.STORAGE


class StoppedError(VoiceprepError):
    exit_code = ExitCode.INTERRUPTED
