"""Whether a file ends before its container says it does, as where an upload broke off.

A player gives what there is of such a file and says nothing: half an answer would look like a weak one.
Nothing is decoded here, for containers say how long their parts are. A form that does not (mp3, raw AAC) is
never called cut off, nor is a recording that was still growing, nor a file whose parts make no sense.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = 1_000_000
"""Parts of a container that are looked at, at most: half an hour of WebM has 90,000."""
OGG_PAGE = 65_307
"""Bytes of the longest page: a header of 27, 255 lengths, and 255 times 255 bytes of sound."""
OGG_START = b"OggS\0"
SEGMENT, CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
"""What holds all else in WebM and Matroska; who writes while recording leaves their lengths open."""
BOXES = frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"wide", b"free", b"skip", b"uuid"})
"""What files of the MP4 family consist of. Anything else may be junk behind the last box."""
RIFF_OPEN = 0x7F00_0000
"""Lengths from here on, as 0, are what is written where the length is not known yet."""
FLAC_SLACK = 1.0
"""Seconds that a FLAC file may lack."""
_FLAC_HEAD = 42
"""Bytes up to the end of what a FLAC file says of itself."""


def ends_early(path: Path, *, seconds: float | None = None) -> bool:
    """Whether the file is certainly cut off. Raises OSError.

    `seconds`: how much sound was found in it, if that is known; FLAC only says how much there should be.
    """
    with path.open("rb") as file:
        start = file.read(_FLAC_HEAD)
        if start.startswith(b"fLaC"):
            return seconds is not None and _flac_seconds(start) > seconds + FLAC_SLACK
        look = _look_for(start)
        return look is not None and look(file, os.fstat(file.fileno()).st_size)


def _look_for(start: bytes) -> Callable[[BinaryIO, int], bool] | None:
    """What looks through a file that begins like this."""
    if start.startswith(b"OggS"):
        return _ogg
    if start.startswith(b"\x1a\x45\xdf\xa3"):
        return _ebml
    if start.startswith(b"RIFF"):
        return _riff
    return _boxes if start[4:8] in BOXES else None


def _ogg(file: BinaryIO, size: int) -> bool:
    """The last page tells: a header, the lengths of its parts, the parts."""
    rest = _at(file, max(0, size - OGG_PAGE), OGG_PAGE)
    place = rest.rfind(OGG_START)
    page = rest[place:]
    if place < 0 or len(page) < 27:
        return True
    lengths = page[27 : 27 + page[26]]
    end = 27 + page[26] + sum(lengths)
    # What stands behind it may be the beginning of one more.
    behind = page[end:]
    return len(page) < end or len(lengths) < page[26] or (behind != b"" and OGG_START.startswith(behind))


def _ebml(file: BinaryIO, size: int) -> bool:
    """One element after the other, each with a name and a length."""
    place = 0
    for _ in range(PARTS):
        element = _element(_at(file, place, 12))
        if element is None:
            return False
        name, length, head = element
        if length is None and name not in {SEGMENT, CLUSTER}:
            return False
        place += head + (length or 0)
        if place > size:
            return True
    return False


def _element(start: bytes) -> tuple[bytes, int | None, int] | None:
    """Its name, the length of its content (None: left open), that of its head; None where there is none."""
    wide = _width(start, 0)
    end = wide + _width(start, wide)
    if wide > 4 or end - wide > 8 or len(start) < end:
        return None
    most = (1 << 7 * (end - wide)) - 1
    length = int.from_bytes(start[wide:end], "big") & most
    return start[:wide], None if length == most else length, end


def _width(start: bytes, place: int) -> int:
    """Bytes of the number there, which its leading zeros tell; too many where there is none."""
    return 9 - start[place].bit_length() if place < len(start) else 9


def _boxes(file: BinaryIO, size: int) -> bool:
    """One box after the other, each with its length, in 32 or 64 bits, and a name."""
    place = 0
    for _ in range(PARTS):
        head = _at(file, place, 16)
        length = int.from_bytes(head[:4] if head[:4] != b"\0\0\0\1" else head[8:16], "big")
        # 0 means as far as the file goes.
        if len(head) < 8 or length < 8:
            return False
        place += length
        if place > size:
            return head[4:8] in BOXES
    return False


def _riff(file: BinaryIO, size: int) -> bool:
    length = int.from_bytes(_at(file, 4, 4), "little")
    # Some count the eight bytes before it too, and some leave out the byte that makes an odd part even.
    return 0 < length < RIFF_OPEN and length > size + 1


def _flac_seconds(start: bytes) -> float:
    """How long a FLAC file says it is; 0 where it does not say."""
    fields = int.from_bytes(start[18:26], "big")
    rate, samples = fields >> 44, fields & ((1 << 36) - 1)
    return samples / rate if rate and len(start) == _FLAC_HEAD else 0.0


def _at(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)
