"""The pages as files: one of each, with no browser."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import typed
from tests.reports import saved_sessions as saved
from voiceprep.audio.compact import mp3
from voiceprep.audio.decode import decode
from voiceprep.bands import load_bands
from voiceprep.gathering import overview_data, session_data
from voiceprep.reports.page import overview_page, session_page
from voiceprep.reports.report_data import QuestionData, ReportData
from voiceprep.reports.scale import Scale
from voiceprep.reports.take_data import take_data
from voiceprep.values import Status, Take, Transcript

if TYPE_CHECKING:
    from pathlib import Path


class Reader(HTMLParser):
    """The tags of a page, and its text without styles and scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in {"style", "script"}:
            self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(one == tag for one, _ in self.tags)


def page_of(take: Take, *, topic: str = "Topic") -> str:
    shown = take_data(take, key="01-take1", title="Take 1", bands=load_bands(), no_sound=None)
    question = QuestionData(1, topic, topic, (shown,), None)
    return session_page(ReportData(topic, topic, (topic,), (topic,), (question,), ((topic, topic),)), {})


@settings(max_examples=8)
@given(st.text(min_size=1))
def test_whatever_is_said_stays_text(said: str) -> None:
    words = typed(f"{saved.HOSTILE} {said}")
    take = Take("q", "typed", Status.SCORED, Transcript(words, "typed"), content=1.0)
    read = Reader(page_of(take, topic=said))
    assert (read.count("script"), read.count("style"), read.count("h1")) == (1, 1, 1)
    assert not read.count("img")
    assert not any(name.startswith("on") for _, attributes in read.tags for name in attributes)
    assert 'onerror=alert(1)> "it\'s" &amp; {{ 7 * 7 }}' in " ".join("".join(read.texts).split())


def test_the_policy_lets_our_own_code_run_and_nothing_else() -> None:
    page = page_of(saved.typed_take())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = dict(part.split(" ", 1) for part in policy[1].replace("&#39;", "'").split("; "))
    assert allowed["default-src"] == "'none'"
    for tag in ("style", "script"):
        (code,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        known = b64encode(sha256(code.encode()).digest()).decode()
        assert allowed[f"{tag}-src"] == f"'sha256-{known}'"
    assert "http" not in policy[1]
    # Nothing carries a style of its own, which the policy would refuse.
    assert not any("style" in attributes for _, attributes in Reader(page).tags)


def test_every_id_is_there_once_and_every_reference_leads_somewhere(tmp_path: Path) -> None:
    session = saved.rich_session(tmp_path)
    takes = list(session.takes(parts=True))
    whole = session_page(session_data(session, takes, bands=load_bands(), no_sound={}), {})
    for page in (whole, overview_page(overview_data(tmp_path, linked_from=tmp_path))):
        read = Reader(page)
        ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        named = " ".join(attributes.get("aria-labelledby") or "" for _, attributes in read.tags).split()
        links = [(attributes.get("href") or "") for tag, attributes in read.tags if tag == "a"]
        assert {*named, *(link[1:] for link in links if link.startswith("#"))} <= set(ids)


def test_takes_side_by_side_where_the_bank_changed_between_them(tmp_path: Path) -> None:
    session = saved.new_session(tmp_path, ("hash-map", "Hash maps", "How does a hash map work?"))
    take = saved.hash_map_take()
    saved.add(session, 1, replace(take, findings=take.findings[:-1]))
    saved.add(session, 1, take, attempt=2)
    page = session_page(session_data(session, list(session.takes()), bands=load_bands(), no_sound={}), {})
    assert "<td>-</td>" in page
    assert "<td>not in both</td>" in page


def test_the_sound_inside_is_the_recording(tmp_path: Path) -> None:
    clip = saved.tone(3.0)
    clip.samples[16_000:17_600] = 0.0
    content = mp3(clip)
    assert len(content) < 2 * len(clip.samples) / 7
    file = tmp_path / "a.mp3"
    file.write_bytes(content)
    heard = decode(file)
    assert heard.seconds == pytest.approx(3.0, abs=0.05)
    # The gap is where it was: a second into the recording, to a hundredth.
    quiet = abs(heard.samples[16_160:17_440]).max()
    assert quiet < 0.02 < abs(heard.samples[15_000:15_840]).max()


@pytest.mark.parametrize("end", [0.0, float("nan"), float("inf"), 3.0, 1e9])
def test_an_axis_has_a_few_marks_whatever_its_length(end: float) -> None:
    assert 1 <= len(list(Scale(end, 0, 100).ticks(str))) <= 8


def test_whatever_scrolls_sideways_can_be_reached_by_keyboard_and_has_a_name(tmp_path: Path) -> None:
    session = saved.rich_session(tmp_path)
    takes = list(session.takes(parts=True))
    page = session_page(session_data(session, takes, bands=load_bands(), no_sound={}), {})
    wide = [attributes for _, attributes in Reader(page).tags if attributes.get("class") == "wide"]
    assert len(wide) > 1
    assert [(one.get("tabindex"), one.get("role")) for one in wide] == [("0", "group")] * len(wide)
    assert all("may scroll sideways" in (one.get("aria-label") or "") for one in wide)
