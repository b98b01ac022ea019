"""Report data → one HTML page that needs nothing else. Nothing is decided here but how it looks.

Everything that is not ours, every transcript, question and file name, is text: the templates escape it,
and a content security policy lets nothing run but our own script, known by its hash.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from voiceprep import __version__
from voiceprep.reports.batch_charts import spread_chart
from voiceprep.reports.charts import pace_chart, star_bar
from voiceprep.reports.progress_charts import compared, content_chart, gains_chart, sparkline
from voiceprep.reports.terminal import clock
from voiceprep.reports.verdicts import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Environment

    from voiceprep.reports.batch_data import BatchData
    from voiceprep.reports.overview_data import OverviewData
    from voiceprep.reports.report_data import ReportData

GENERATOR = "voiceprep report"
"""Stands in the head of every page of ours."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""What HTML has no place for, and what would turn the text after it around."""


def session_page(data: ReportData, sounds: Mapping[str, str]) -> str:
    """The page of one session; `sounds`: key of a take → address of its recording."""
    return _render("session.html.j2", data=data, sounds=sounds)


def overview_page(data: OverviewData) -> str:
    """The page of all sessions."""
    return _render("overview.html.j2", data=data)


def batch_page(data: BatchData) -> str:
    """The page of a batch of recordings."""
    return _render("batch.html.j2", data=data, labels=tuple(LABELS.items()))


def address_of(path: Path, *, seen_from: Path) -> str | None:
    """Of a file, for a page in that folder; None where none leads there (another drive)."""
    try:
        relative = os.path.relpath(path.resolve(), seen_from.resolve())
    except ValueError:
        return None
    return quote(relative.replace(os.sep, "/"), errors="surrogateescape")


def _render(template: str, **values: Any) -> str:
    from markupsafe import Markup

    # Our own two files are no text but code; their hashes are in the policy.
    style, script = Markup(_ours("page.css")), Markup(_ours("page.js"))  # noqa: S704
    return (
        _environment()
        .get_template(template)
        .render(
            policy=_policy(style=style, script=script),
            generator=GENERATOR,
            version=__version__,
            style=style,
            script=script,
            **values,
        )
    )


def _policy(*, style: str, script: str) -> str:
    """Nothing is allowed but this style, this script, and sound from the page or beside it."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "media-src data: 'self' file:",
            # The empty icon that keeps browsers from asking a server for one.
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _ours(name: str) -> str:
    return files("voiceprep.reports").joinpath("templates", name).read_text(encoding="utf-8")


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("voiceprep.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters |= {
        "clock": clock,
        "whole": "{:.0f}".format,
        "sentence": lambda text: text[:1].upper() + text[1:],
        "star_bar": star_bar,
        "pace_chart": pace_chart,
        "content_chart": content_chart,
        "compared": compared,
        "gains_chart": gains_chart,
        "sparkline": sparkline,
        "spread_chart": spread_chart,
    }
    return environment


def _printable(value: Any) -> Any:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value
