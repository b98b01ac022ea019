"""The marks of web pages in a cell of a table, as flash cards have them: `<br>`, `<b>` and `&nbsp;`."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

_PARTING = "br|BR|p|div|ul|ol|li|tr|h[1-6]"
_WITHIN = "b|strong|i|em|u|s|span|font|mark|small|sub|sup|code|pre|a"
# In small letters, for `List<A>` and `Map<U>` are types.
_TAG = re.compile(rf"<(/?)({_PARTING}|{_WITHIN})(?=[\s/>])[^<>]*>")
_NAMED = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});")


def plain(cell: str) -> str:
    """The text as a reader of the page sees it; where that breaks a line, a line ends."""
    tags = {(tag.group(1), tag.group(2)) for tag in _TAG.finditer(cell)}
    # "What does <b> do?" asks about a tag, "<b>roux</b>" is written with it.
    used = {name for _, name in tags if {("", name), ("/", name)} <= tags} | {"br", "BR"}
    text = _TAG.sub(lambda tag: without_tag(tag.group()) if tag.group(2) in used else tag.group(), cell)
    return _NAMED.sub(_sign, text)


def escaped(text: str) -> str:
    """What `plain` gives back as it is."""
    return _TAG.sub(lambda tag: f"&lt;{tag.group()[1:]}", _NAMED.sub(r"&amp;\1;", text))


def without_tag(tag: str) -> str:
    """What stands in its place: nothing, or the end of a line; the tag itself where we do not know it."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return tag
    end, name = found.groups()
    if name == "li":
        return "" if end else "\n- "
    return "\n" if re.fullmatch(_PARTING, name) else ""


def _sign(named: re.Match[str]) -> str:
    name = named.group(1)
    if not name.startswith("#") and f"{name};" not in html5:
        return named.group()
    return unescape(named.group()).replace("\xa0", " ")
