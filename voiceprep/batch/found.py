"""From paths, folders, globs and archives to recordings."""

from __future__ import annotations

import glob
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from voiceprep.batch.archive import Archive, ArchiveMember, BrokenArchiveError, OpenArchive, name_of
from voiceprep.batch.kinds import (
    BESIDE,
    is_archive,
    is_audio,
    is_folder,
    is_glob,
    is_hidden,
    with_folder_as_it_is,
)
from voiceprep.batch.remote import is_url, list_remote, remote_file
from voiceprep.errors import AudioError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class _Search:
    """One look through all paths."""

    opened: OpenArchive
    but: Path | None
    """A folder that is passed over where a path stands for more than itself."""
    passed_over: Callable[[Path], None]

    def leaves_out(self, path: Path) -> bool:
        return self.but is not None and is_inside(path, self.but)


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
    return is_url(path) or is_folder(path) or is_archive(path) or is_glob(path)


def find_files(
    paths: Sequence[str], *, but: Path | None = None, passed_over: Callable[[Path], None] | None = None
) -> Iterator[Found]:
    """All recordings, each once, in the order of the paths and by name within them.

    `but`: a folder that is passed over where a path stands for more than itself. `passed_over`: is told of
    every file of a folder that may be a recording and is not taken for one, by its ending.
    """
    seen: set[str] = set()
    search = _Search(OpenArchive(), but, passed_over or (lambda _: None))
    for path in paths:
        for found in _expanded(path, search):
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


def find_remote(url: str, *, unasked: bool = False) -> Iterator[Found]:
    """The recordings at a URL, those of its folder included.

    `unasked`: what is called like a recording is taken for one. To ask for each of a long list takes longer
    than to fetch it, and what is not there is seen then.
    """
    try:
        one = unasked and is_audio(url) and not glob.has_magic(url)
        files = [remote_file(url)] if one else list_remote(url)
    except (AudioError, UsageError) as failure:
        yield Found(LocalFile(Path(url), url), url, trouble=f"{failure.message} {failure.next_step}")
        return
    kept = [file for file in files if file.tail == file.source or is_recording(file.tail)]
    if not kept:
        yield Found(LocalFile(Path(url), url), url, trouble=f"There is no recording in {url}.")
    yield from (Found(file, file.tail) for file in kept)


def _expanded(path: str, search: _Search) -> Iterator[Found]:
    if is_url(path):
        yield from find_remote(path)
    elif is_glob(path):
        nothing = Found(LocalFile(Path(path), path), path, trouble=f"Nothing fits {path}.")
        yield from _or(_matching(path, search), nothing)
    elif is_folder(path):
        folder = Path(path)
        trouble = f"There is no recording in {folder}."
        nothing = Found(LocalFile(folder, str(folder)), folder.name, trouble=trouble)
        yield from _or(_in_folder(folder, search), nothing)
    elif is_archive(path):
        yield from _in_archive(path, search.opened)
    else:
        yield Found(LocalFile(Path(path), path), path)


def _or(found: Iterator[Found], nothing: Found) -> Iterator[Found]:
    """What was found, or that nothing was."""
    first = next(found, nothing)
    yield first
    yield from found


def _matching(pattern: str, search: _Search) -> Iterator[Found]:
    literal = with_folder_as_it_is(pattern)
    matches = glob.glob(literal, recursive=True)  # noqa: PTH207 (takes absolute patterns too)
    for match in sorted(matches):
        if search.leaves_out(Path(match)):
            continue
        if "**" in pattern and is_folder(match):
            # Among all the folders that such a pattern takes in, an empty one is no news.
            for found in _in_folder(Path(match), search):
                whole = isinstance(found.recording, LocalFile)
                yield replace(found, tail=found.recording.source) if whole else found
        else:
            yield from _expanded(match, search)


def _in_folder(folder: Path, search: _Search) -> Iterator[Found]:
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        inner = (name for name in folders if not is_hidden(name) and not search.leaves_out(Path(place, name)))
        folders[:] = sorted(inner)
        for name in sorted(names):
            path = Path(place) / name
            if is_audio(name):
                yield Found(LocalFile(path, str(path)), path.relative_to(folder).as_posix())
            elif is_archive(str(path)) and not is_hidden(name):
                yield from _in_archive(str(path), search.opened)
            elif not is_hidden(name) and path.suffix.lower() not in BESIDE:
                search.passed_over(path)
    for failure in closed:
        # Whatever lies in there is missing, and nobody would notice.
        path = Path(failure.filename)
        tail = path.relative_to(folder).as_posix()
        yield Found(LocalFile(path, str(path)), tail, trouble=f"The folder cannot be read: {_why(failure)}.")


def _in_archive(path: str, opened: OpenArchive) -> Iterator[Found]:
    try:
        archive = Archive(Path(path), opened)
        members = [member for member in archive.members if is_recording(name_of(member))]
    except BrokenArchiveError as broken:
        yield Found(LocalFile(Path(path), path), path, trouble=broken.sentence)
        return
    if not members:
        yield Found(LocalFile(Path(path), path), path, trouble=f"There is no recording in {path}.")
    for member in members:
        yield Found(ArchiveMember(archive, member), name_of(member), trouble=archive.trouble(member))


def is_recording(tail: str) -> bool:
    """Whether that path within a folder is taken for a recording; nothing hidden is."""
    places = tail.replace("\\", "/").split("/")
    return is_audio(tail) and not any(is_hidden(place) for place in places if place not in {".", ".."})


def _why(failure: OSError) -> str:
    return "permission is denied" if isinstance(failure, PermissionError) else f"{failure.strerror}"
