"""Which line of a manifest is about which file: one system writes names in another way than the next.

An accented letter is one sign here and two there, a path from Windows has backslashes, a spreadsheet leaves
spaces. What is written just as the file is called goes before all that.
"""

from __future__ import annotations

import os
import posixpath
import unicodedata
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.batch.found import Found, LocalFile, find_remote, is_inside, resolved
from voiceprep.batch.naming import composed
from voiceprep.batch.remote import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from voiceprep.batch.manifest import Manifest, Row

    Rows = Mapping[str, list[Row]]


def all_listed(manifest: Manifest) -> Iterator[tuple[Found, Row]]:
    """The files that it names, in its order."""
    for row in manifest.rows:
        if is_url(url := row.path.strip()):
            yield from ((found, row) for found in find_remote(url, unasked=True))
            continue
        path = _as_it_lies(row.path, manifest.folder)
        trouble = (
            None if is_inside(path, manifest.folder) else f"{row.path} leaves the folder of the manifest."
        )
        yield Found(LocalFile(path, source=row.path), tail=row.path, trouble=trouble), row


def with_rows(files: Iterable[Found], manifest: Manifest) -> Iterator[tuple[Found, Row | None]]:
    """The files, each as often as there are lines about it, and then the lines that are about none."""
    written = _by_name(manifest, lambda path: path, form=_slashed)
    found = [(one, _rows(_exact_names(one, manifest), written)) for one in files]
    used = {row.line for _, rows in found for row in rows}
    spaced = _by_name(manifest, str.strip, form=_plain)
    loosely_used: set[int] = set()
    for one, exact in found:
        # Who names a part of a folder may mean a path within that part; but not one that is another file's.
        names = chain(map(composed, _exact_names(one, manifest)), _loose_names(one))
        loose = [] if exact else [row for row in _rows(names, spaced) if row.line not in used]
        yield from ((one, row) for row in exact or loose or (None,))
        loosely_used |= {row.line for row in loose}
    used |= loosely_used
    for row in manifest.rows:
        if row.line not in used:
            leaves = _plain(row.path).startswith(("../", "/"))
            what = "leaves the folder" if leaves else "is not among the files"
            trouble = f"{row.path} (line {row.line} of the manifest) {what}."
            yield Found(LocalFile(Path(row.path), source=row.path), tail=row.path, trouble=trouble), row


def _as_it_lies(written: str, folder: Path) -> Path:
    """The file that a line means: as it is written, or where that is not there, as it may be called too."""
    texts = dict.fromkeys((written, written.strip()))
    slashed = dict.fromkeys(one for text in texts for one in (text, text.replace("\\", "/")))
    forms = (form for text in slashed for form in (text, composed(text), unicodedata.normalize("NFD", text)))
    there = (form for form in forms if os.path.lexists(folder / form))
    return folder / next(there, written)


def _by_name(manifest: Manifest, cell: Callable[[str], str], *, form: Callable[[str], str]) -> Rows:
    """The lines by what `form` makes of what `cell` takes of their path."""
    named: dict[str, list[Row]] = {}
    for row in manifest.rows:
        named.setdefault(form(cell(row.path)), []).append(row)
    return named


def _rows(names: Iterator[str], named: Rows) -> list[Row]:
    """Those of the first name that there are any for."""
    return next((named[name] for name in names if name in named), [])


def _exact_names(found: Found, manifest: Manifest) -> Iterator[str]:
    """How a manifest calls that file and no other: from its own folder, or whole."""
    if isinstance(found.recording, LocalFile):
        path, folder = resolved(found.recording.path), resolved(manifest.folder)
        if path.is_relative_to(folder):
            yield path.relative_to(folder).as_posix()
        yield path.as_posix()


def _loose_names(found: Found) -> Iterator[str]:
    """How it may call it too: as the person does, or from the folder that was named."""
    yield _plain(found.recording.source)
    yield _plain(found.tail)


def _plain(path: str) -> str:
    return composed(_slashed(path))


def _slashed(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/"))
