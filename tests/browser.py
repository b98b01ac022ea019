"""A real Chromium for tests, and what is asked of every page in it."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from tests.requirements import need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, ViewportSize

    Scheme = Literal["light", "dark"]

PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# Root needs the first; nobody clicks before a test plays sound; nothing has to be heard.
_SWITCHES = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    need(program, "Chromium is needed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser, file: Path, *, size: ViewportSize | None = None, scheme: Scheme = "light"
) -> Iterator[Page]:
    """The file in a fresh window; fails where it asks for anything else, or its console complains."""
    context = browser.new_context(viewport=size or LAPTOP, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split(",")[0]))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    try:
        yield page
        beside = f"{file.with_suffix('').as_uri()}-sound/"
        others = {url for url in asked if url != file.as_uri() and not url.startswith(("data:", beside))}
        assert not others
        assert not complaints
    finally:
        context.close()


def wait_until(page: Page, condition: str) -> None:
    """Until the expression is true in the page.

    Playwright's own way evaluates a string within the page, which its policy forbids, as it should.
    """
    deadline = time.monotonic() + 30
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"never true: {condition}"
        page.wait_for_timeout(20)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, each with the first place."""
    from importlib.resources import files

    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    # Evaluated by the debugger, which the page's own policy does not forbid.
    page.evaluate(f"() => {{ {script} }}")
    shown = "(one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`"
    found: list[str] = page.evaluate(f"async () => (await axe.run()).violations.map({shown})")
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return wider
