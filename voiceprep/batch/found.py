"""From paths, folders, globs and archives to recordings."""

from __future__ import annotations

import glob
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from voiceprep.batch.archive import Archive, ArchiveMember, BrokenArchiveError, OpenArchive
from voiceprep.batch.remote import is_url, list_remote
from voiceprep.errors import AudioError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AUDIO_ENDINGS = frozenset(
    """
    .3g2 .3gp .aac .aif .aiff .amr .asf .au .avi .caf .flac .flv .m4a .m4b .m4v .mka .mkv .mov .mp2 .mp3
    .mp4 .mpeg .mpg .mts .oga .ogg .ogv .opus .ra .snd .spx .ts .ulaw .wav .wave .webm .wma .wmv .wv
    """.split()  # noqa: SIM905 (easier to read)
)
"""What is taken for a recording where a whole folder or archive is named. A file that is named itself is
tried whatever its ending."""


class Recording(Protocol):
    """Something that can be brought onto this machine as a file."""

    @property
    def source(self) -> str:
        """What people call it."""
        ...

    def fetch(self, scratch: Path) -> Path:
        """Where it lies; within `scratch`, if it had to be copied. Raises OSError or AudioError."""
        ...


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of this machine."""

    path: Path
    source: str

    def fetch(self, scratch: Path) -> Path:  # noqa: ARG002 (it is here already)
        kind = self.path.stat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            # A pipe or a device would be waited for without end.
            raise AudioError(f"{self.source} is no file.", next_step="Give the path of an audio file.")
        return self.path


@dataclass(frozen=True, slots=True)
class Found:
    """A recording and where it was found."""

    recording: Recording
    tail: str
    """Its path within the folder or archive that was named: what patterns and manifests speak of."""
    trouble: str | None = None
    """Why it cannot be read; None where that is not known yet."""


def is_many(path: str) -> bool:
    """Whether the path stands for a folder, an archive, a glob or a URL, rather than one recording."""
    return is_url(path) or _is_folder(path) or _is_archive(path) or _is_glob(path)


def find_files(paths: Sequence[str], *, but: Path | None = None) -> Iterator[Found]:
    """All recordings, each once, in the order of the paths and by name within them.

    `but`: a folder that is passed over where a path stands for more than itself.
    """
    seen: set[str] = set()
    opened = OpenArchive()
    for path in paths:
        for found in _expanded(path, opened, but):
            # A path may be written in several ways.
            one = found.recording
            name = str(one.path) if isinstance(one, LocalFile) else one.source
            if name not in seen:
                seen.add(name)
                yield found


def is_inside(path: Path, folder: Path) -> bool:
    """Whether the path, links followed, is the folder or lies within it."""
    return resolved(path).is_relative_to(resolved(folder))


def resolved(path: Path) -> Path:
    """Links followed; where they lead to themselves (`Path.resolve` raises there), as far as that goes."""
    return Path(os.path.realpath(path))


def find_remote(url: str) -> Iterator[Found]:
    """The recordings at a URL, those of its folder included."""
    try:
        files = list_remote(url)
    except (AudioError, UsageError) as failure:
        yield Found(LocalFile(Path(url), url), url, trouble=f"{failure.message} {failure.next_step}")
        return
    kept = [file for file in files if file.tail == file.source or is_recording(file.tail)]
    if not kept:
        yield Found(LocalFile(Path(url), url), url, trouble=f"There is no recording in {url}.")
    yield from (Found(file, file.tail) for file in kept)


def _expanded(path: str, opened: OpenArchive, but: Path | None) -> Iterator[Found]:
    if is_url(path):
        yield from find_remote(path)
    elif _is_glob(path):
        nothing = Found(LocalFile(Path(path), path), path, trouble=f"Nothing fits {path}.")
        yield from _or(_matching(path, opened, but), nothing)
    elif _is_folder(path):
        folder = Path(path)
        trouble = f"There is no recording in {folder}."
        nothing = Found(LocalFile(folder, str(folder)), folder.name, trouble=trouble)
        yield from _or(_in_folder(folder, opened, but), nothing)
    elif _is_archive(path):
        yield from _in_archive(path, opened)
    else:
        yield Found(LocalFile(Path(path), path), path)


def _or(found: Iterator[Found], nothing: Found) -> Iterator[Found]:
    """What was found, or that nothing was."""
    first = next(found, nothing)
    yield first
    yield from found


def _matching(pattern: str, opened: OpenArchive, but: Path | None) -> Iterator[Found]:
    for match in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 (takes absolute patterns too)
        if _passed_over(Path(match), but):
            continue
        if "**" in pattern and _is_folder(match):
            # Among all the folders that such a pattern takes in, an empty one is no news.
            for found in _in_folder(Path(match), opened, but):
                whole = isinstance(found.recording, LocalFile)
                yield replace(found, tail=found.recording.source) if whole else found
        else:
            yield from _expanded(match, opened, but)


def _in_folder(folder: Path, opened: OpenArchive, but: Path | None) -> Iterator[Found]:
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        inner = (name for name in folders if not _hidden(name) and not _passed_over(Path(place, name), but))
        folders[:] = sorted(inner)
        for name in sorted(names):
            path = Path(place) / name
            if _is_audio(name):
                yield Found(LocalFile(path, str(path)), path.relative_to(folder).as_posix())
            elif _is_archive(str(path)) and not _hidden(name):
                yield from _in_archive(str(path), opened)
    for failure in closed:
        # Whatever lies in there is missing, and nobody would notice.
        path = Path(failure.filename)
        tail = path.relative_to(folder).as_posix()
        yield Found(LocalFile(path, str(path)), tail, trouble=f"The folder cannot be read: {_why(failure)}.")


def _passed_over(path: Path, but: Path | None) -> bool:
    return but is not None and is_inside(path, but)


def _in_archive(path: str, opened: OpenArchive) -> Iterator[Found]:
    try:
        archive = Archive(Path(path), opened)
        members = [member for member in archive.members if is_recording(member.filename)]
    except BrokenArchiveError as broken:
        yield Found(LocalFile(Path(path), path), path, trouble=broken.sentence)
        return
    if not members:
        yield Found(LocalFile(Path(path), path), path, trouble=f"There is no recording in {path}.")
    for member in members:
        yield Found(ArchiveMember(archive, member), member.filename, trouble=archive.trouble(member))


def _is_audio(name: str) -> bool:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return not _hidden(base) and "__MACOSX" not in name and Path(base).suffix.lower() in AUDIO_ENDINGS


def is_recording(tail: str) -> bool:
    """Whether that path within a folder is taken for a recording; nothing hidden is."""
    places = tail.replace("\\", "/").split("/")
    return _is_audio(tail) and not any(_hidden(place) for place in places if place not in {".", ".."})


def _hidden(name: str) -> bool:
    return name.startswith(".")


def _why(failure: OSError) -> str:
    return "permission is denied" if isinstance(failure, PermissionError) else f"{failure.strerror}"


# A path that cannot be looked at is none of these; why it cannot is found out when it is read.


def _is_folder(path: str) -> bool:
    with suppress(OSError):
        return Path(path).is_dir()
    return False


def _is_archive(path: str) -> bool:
    with suppress(OSError):
        return path.lower().endswith(".zip") and Path(path).is_file()
    return False


def _is_glob(path: str) -> bool:
    with suppress(OSError):
        return glob.has_magic(path) and not Path(path).exists()
    return False
