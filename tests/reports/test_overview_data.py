"""What the page of all sessions says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.builders import finding
from tests.progress.made import FIRST_DAY, change, on_day
from tests.reports import saved_sessions as saved
from voiceprep.bands import load_bands
from voiceprep.gathering import BROKEN_OFF, overview_data, session_data
from voiceprep.replay import replay
from voiceprep.reports.overview_data import Answer, Sitting, overview
from voiceprep.reports.page import session_page
from voiceprep.reports.progress_charts import content_chart, gains_chart, sparkline
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from voiceprep.sessions.store import Session
    from voiceprep.values import Take


def sitting(name: str, *takes: Take, demo: bool = False) -> Sitting:
    begun = FIRST_DAY + timedelta(days=int(name) - 1)
    answers = tuple(Answer(take.question_id, take.question_id.title(), take, begun) for take in takes)
    questions = len({take.question_id for take in takes})
    return Sitting(name, f"{name} May", "engineer", None, demo, questions, answers)


def test_what_has_no_score_counts_nowhere() -> None:
    data = overview([sitting("1", saved.hash_map_take(content=40.0), saved.silent_take())], [])
    (row,) = data.sessions
    assert (row.content, row.scored, row.remark) == (40.0, "1 of 2", "1 answer without a score, left out")
    assert [topic.topic for topic in data.topics] == ["Hash-Map"]
    assert data.about == ("1 session", "1 answer with a result")


def test_what_was_broken_off_counts_nowhere_and_is_said(tmp_path: Path) -> None:
    session = saved.new_session(tmp_path, ("hash-map", "Hash maps", "How?"))
    saved.add(session, 1, saved.hash_map_take(content=80.0))
    saved.add(session, 1, saved.hash_map_take(content=10.0), attempt=2)
    session.note_answer(1, text=None, warning=None, complete=False, attempt=2)
    data = overview_data(tmp_path, linked_from=tmp_path)
    (row,) = data.sessions
    assert (row.content, row.gained, row.remark) == (80.0, None, "1 answer broken off, left out")
    assert [topic.contents for topic in data.topics] == [(80.0,)]
    whole = session_data(session, list(session.takes()), bands=load_bands(), no_sound={})
    (question,) = whole.questions
    assert [take.remarks[:1] for take in question.takes] == [(), (BROKEN_OFF,)]
    assert question.comparison is None, "that its rest was never said is no loss"
    # The list of questions stands on a page of several.
    page = session_page(replace(whole, questions=(question, replace(question, number=2))), {})
    assert re.findall(r'class="result">(\d+)', page) == ["80", "80"]
    assert "then</span> 10" not in page
    *_, second = replay(session)
    assert second.comparison is None


def test_only_silence_makes_no_chart() -> None:
    data = overview([sitting("1", saved.silent_take())], ["2026-x: it cannot be read"])
    assert data.charted == ()
    assert data.remarks == ("There is no answer with a result yet, so there are no charts.",)
    assert data.damaged == ("2026-x: it cannot be read",)


def test_the_last_take_of_a_question_counts() -> None:
    takes = [saved.hash_map_take(content=20.0), saved.hash_map_take(content=60.0)]
    data = overview([sitting("1", *takes, saved.outage_take(content=80.0))], [])
    assert data.sessions[0].content == 70.0
    assert [(row.topic, row.contents, row.best, row.change) for row in data.topics] == [
        ("Hash-Map", (20.0, 60.0), 60.0, "+40"),
        ("Outage", (80.0,), 80.0, ""),
    ]


def test_the_demonstration_counts_nowhere() -> None:
    data = overview([sitting("1", saved.hash_map_take(), demo=True), sitting("2", saved.hash_map_take())], [])
    assert [row.content for row in data.sessions] == [None, 41.0]
    assert [row.gained for row in data.sessions] == [None, None]
    assert data.remarks == ("1 demonstration in the list. Answers that ship with voiceprep count nowhere.",)


def test_key_points_are_gained_and_lost_against_the_take_before() -> None:
    worse, better = saved.hash_map_take(), saved.hash_map_take(better=True)
    data = overview([sitting("1", worse), sitting("2", better, worse), sitting("3", saved.outage_take())], [])
    assert [(row.gained, row.lost) for row in data.sessions] == [(None, None), (1, 1), (None, None)]
    chart = gains_chart(data)
    assert chart.description == "2 May 1 gained, 1 lost."
    up, down = chart.points
    assert up.y + up.height == down.y == chart.rows[0].at


def dated(session: Session, *begun: datetime) -> None:
    """Let the takes have been given then, the first of them when the session began."""
    for entry, when in zip(session.document["takes"], begun, strict=True):
        entry["begun"] = when.isoformat()
    change(session, created=begun[0].isoformat())


def test_a_late_take_of_an_older_session_comes_after_those_before_it(tmp_path: Path) -> None:
    better = saved.hash_map_take(better=True, content=90.0)
    some = saved.hash_map_take(content=50.0)
    missed = tuple(finding(Verdict.MISSED, name=one.key_point, claim=one.claim) for one in some.findings)
    none = replace(some, content=10.0, findings=missed)
    older, newer = (saved.new_session(tmp_path, ("hash-map", "Hash maps", "How?")) for _ in range(2))
    saved.add(older, 1, none)
    saved.add(older, 1, replace(better, versions={"judge": "builtin 2"}), attempt=2)
    saved.add(newer, 1, some)
    dated(older, on_day(0), on_day(7))
    dated(newer, on_day(4))
    data = overview_data(tmp_path, linked_from=tmp_path)
    assert [row.id for row in data.sessions] == [older.id, newer.id]
    assert [(row.gained, row.lost) for row in data.sessions] == [(1, 0), (1, 0)]
    assert [topic.contents for topic in data.topics] == [(10.0, 50.0, 90.0)]
    assert data.remarks[0].startswith("Judge or scorer changed on 8 Nov 2026:")


def test_another_judge_is_said() -> None:
    before, after = saved.hash_map_take(), replace(saved.hash_map_take(), versions={"judge": "builtin 2"})
    data = overview([sitting("1", before), sitting("2", before), sitting("3", after)], [])
    assert data.remarks[0].startswith("Judge or scorer changed on 3 Nov 2026:")


def test_the_line_goes_up_where_the_content_does() -> None:
    takes = [saved.hash_map_take(content=content) for content in (10.0, 90.0, 50.0)]
    data = overview([sitting(f"{day}", take) for day, take in enumerate(takes, start=1)], [])
    chart = content_chart(data)
    low, high, middle = chart.points
    assert high.y < middle.y < low.y
    assert low.x < high.x < middle.x
    assert chart.description == "1 May 10; 2 May 90; 3 May 50."
    assert [tick.text for tick in chart.ticks] == ["1 May", "3 May"]
    assert sparkline(data.topics[0]).description == "Content, oldest first: 10, 90, 50"


def test_of_a_thousand_sessions_the_latest_are_drawn() -> None:
    data = overview([sitting(f"{day}", saved.hash_map_take()) for day in range(1000)], [])
    chart = content_chart(data)
    assert len(data.sessions) == 1000
    assert len(chart.points) == 60
    assert not any(point.text for point in chart.points)
    assert chart.description.startswith("The last 20 of 60: 980 May 41; ")
