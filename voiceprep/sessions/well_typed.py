"""Whether a value read from elsewhere is what its type says, to the last field.

JSON from a stranger may hold a text where we expect seconds. Found here, it is a damaged file; found later,
it would be a crash in whatever happens to compute with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from voiceprep import delivered, story

LARGEST = 1e15
"""Beyond it lie no seconds, levels or counts, and not far from it numbers that no float can hold."""
Finder = Callable[[Any], str | None]
"""Value → where its first fault lies, such as `sound.kind`; "" for the value itself; None: sound."""


def fault(value: object, kind: Any) -> str | None:
    """Where `value` is not of the type `kind`, such as `findings.start`; None where all of it is."""
    return _finder(kind)(value)


@cache
def _finder(kind: Any) -> Finder:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _one_of([_finder(argument) for argument in arguments])
    if origin is tuple:
        return _tuple(arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*(_finder(argument) for argument in arguments))
    return _dataclass(kind) if is_dataclass(kind) else _plain(kind)


def _plain(kind: Any) -> Finder:
    if kind is int:
        return lambda value: None if type(value) is int and abs(value) < LARGEST else ""
    if kind is float:
        return lambda value: None if type(value) in {float, int} and -LARGEST < value < LARGEST else ""
    if kind in {str, bool, NoneType} or issubclass(kind, Enum):
        return lambda value: None if type(value) is kind else ""
    raise TypeError(f"no rule for {kind}")


def _mapping(key: Finder, content: Finder) -> Finder:
    def find(value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return ""
        sound = all(key(one) is None and content(other) is None for one, other in value.items())
        return None if sound else ""

    return find


def _one_of(finders: list[Finder]) -> Finder:
    def find(value: Any) -> str | None:
        deepest = ""  # of the alternative that was meant
        for finder in finders:
            if (found := finder(value)) is None:
                return None
            deepest = max(deepest, found, key=len)
        return deepest

    return find


def _tuple(kinds: tuple[Any, ...]) -> Finder:
    if kinds[-1] is Ellipsis:
        finder = _finder(kinds[0])

        def find_in_all(value: Any) -> str | None:
            if not isinstance(value, tuple):
                return ""
            return next((found for one in value if (found := finder(one)) is not None), None)

        return find_in_all
    finders = [_finder(kind) for kind in kinds]

    def find(value: Any) -> str | None:
        if not isinstance(value, tuple) or len(value) != len(finders):
            return ""
        pairs = zip(finders, value, strict=True)
        return next((found for one, part in pairs if (found := one(part)) is not None), None)

    return find


def _dataclass(kind: Any) -> Finder:
    # Names that a module imports for type checkers alone.
    names = {"Mapping": Mapping, "Delivery": delivered.Delivery, "Star": story.Star, "Part": story.Part}
    hints = get_type_hints(kind, localns=names)
    finders = [(field.name, _finder(hints[field.name])) for field in fields(kind)]

    def find(value: Any) -> str | None:
        if type(value) is not kind:
            return ""
        for name, finder in finders:
            if (found := finder(getattr(value, name))) is not None:
                return f"{name}.{found}" if found else name
        return None

    return find
