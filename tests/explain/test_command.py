"""`voiceprep explain`: what is on the screen, what is in the JSON, and how it fails; no models."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from tests.docs.test_docs import page, paths, sections, table
from tests.explain.saved import (
    ANSWER,
    CALIBRATIONS,
    CAUSE,
    CURE,
    QUESTION,
    MeasuringJudge,
    measures,
    session_in,
    today_in,
)
from voiceprep.cli.explain import _document
from voiceprep.cli.main import cli, run
from voiceprep.cli.setup import calibrations_of
from voiceprep.errors import ExitCode
from voiceprep.explain import explain
from voiceprep.json_form import take_to_json
from voiceprep.reports.coefficients import render_coefficients
from voiceprep.reports.explanation import render_explanation
from voiceprep.reports.explanation_json import explanation_to_json
from voiceprep.story import Part
from voiceprep.values import Portion

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.reports.explained import Explanation


TIMES = "\N{MULTIPLICATION SIGN}"


@pytest.fixture(autouse=True)
def engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command judges with the judge of the saved session."""
    monkeypatch.setattr("voiceprep.cli.setup.build_judge", lambda *_, **__: MeasuringJudge())
    monkeypatch.setattr("voiceprep.cli.setup.calibrations_of", lambda _: CALIBRATIONS)


def arguments(tmp_path: Path, *more: str) -> list[str]:
    recordings, bank = str(tmp_path / "recordings"), str(tmp_path / "bank.json")
    return ["explain", "--recordings", recordings, "--bank", bank, *more]


def shown(explanations: list[Explanation], *, width: int = 100, colours: bool = False) -> str:
    """As on a terminal, unless told otherwise one without colours."""
    screen = io.StringIO()
    console = Console(
        file=screen, width=width, color_system="standard" if colours else None, force_terminal=colours
    )
    for one in explanations:
        console.print(render_explanation(one))
    console.print(render_coefficients(explanations))
    return screen.getvalue()


# On the screen


def test_the_screen_shows_every_step(tmp_path: Path) -> None:
    text = shown(list(explain(session_in(tmp_path), today_in(tmp_path)))).replace(TIMES, "x")
    for line in (
        "1. Tell me about an outage.",
        "+ covered   The queue was full.",
        '"the queue was full"  0:00-0:02',
        "verdict          covered, for states 0.9589 is at least 0.5",
        "expected share   0.9589 + 0.5 x 0.0107 = 0.9643",
        "((0.9643 - 0.1) / (0.7 - 0.1), cut to 0 to 1)^1.5 = 1.0000^1.5 = 1.0000",
        "weight x credit  2 x 1.0000 = 2.0000",
        "verdict          opposite, for opposite",
        "is at least 0.9",
        "-0.5 x 0.9",
        "Content = 100 x max(0, ",
        ": the same.",
        "Coefficients of calibration test",
    ):
        assert line in text, line
    assert "Today's" not in text
    (intercept,) = {line.strip() for line in text.splitlines() if line.startswith("  intercept")}
    assert intercept.split() == ["intercept", "1.000", "+0.500", "-1.000", "+0.000", "+0.000"]


def test_key_points_that_are_weighed_otherwise_have_a_table_of_their_own(tmp_path: Path) -> None:
    judge = MeasuringJudge(worded=frozenset({CURE}))
    text = shown(list(explain(session_in(tmp_path, judge=judge), today_in(tmp_path, judge))), width=200)
    assert "Coefficients of calibration test (cause); measures" in text
    assert "Coefficients of calibration worded (cure); measures" in text
    assert text.index("calibration test") < text.index("calibration worded")


@pytest.mark.parametrize("width", [80, 100])
def test_the_screen_keeps_its_width(tmp_path: Path, width: int) -> None:
    other = MeasuringJudge({CAUSE: measures(contrary=4.0), CURE: measures()}, "another " * 20)
    text = shown(list(explain(session_in(tmp_path), today_in(tmp_path, other))), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text


def test_the_screen_says_that_today_differs(tmp_path: Path) -> None:
    other = MeasuringJudge({CAUSE: measures(states=-3.0), CURE: measures(states=3.0)}, "another")
    text = shown(list(explain(session_in(tmp_path), today_in(tmp_path, other))))
    assert "Today's judge differs from the saved result's; what follows is today's." in text
    assert "judge then: measuring" in text
    assert "judge now:  another" in text
    assert "covered 1.0000" in text
    assert "= 33.3" in text
    assert "with another judge." in text


def test_the_screen_says_when_the_same_judge_gives_another_result(tmp_path: Path) -> None:
    other = MeasuringJudge({CAUSE: measures(states=-3.0), CURE: measures(states=3.0)})
    text = shown(list(explain(session_in(tmp_path), today_in(tmp_path, other))))
    assert "the same by their names" in text


def test_a_small_difference_under_the_same_names_is_no_alarm(tmp_path: Path) -> None:
    """Other processors round otherwise."""
    (one,) = explain(session_in(tmp_path), today_in(tmp_path))
    assert one.content is not None
    for change, colour in ((0.9, "33"), (1.1, "31")):
        text = shown([replace(one, saved_content=one.content + change)], width=200, colours=True)
        assert "another processor rounds otherwise" in text
        assert f"\x1b[{colour}mSaved content" in text


def test_a_part_of_a_question_does_not_look_like_a_score(tmp_path: Path) -> None:
    (one,) = explain(session_in(tmp_path), today_in(tmp_path))
    part = replace(one, part=Portion("Just the result.", 20.0, story=Part.RESULT))
    text = shown([part])
    assert "An answer to a part of the question: it has no score, and changes none." in text
    assert "+ covered   The queue was full." in text
    assert "ontent" not in text
    nothing = shown([replace(part, points=(), nothing="The bank has lost it.")])
    assert "The bank has lost it." in nothing
    assert "ontent" not in nothing
    story = explanation_to_json(part)["part"]
    assert story == {"asked": "Just the result.", "seconds": 20.0, "key_point": None, "story": "result"}
    assert explanation_to_json(one)["part"] is None


def test_the_screen_says_that_probabilities_are_the_models_own(tmp_path: Path) -> None:
    text = shown(list(explain(session_in(tmp_path), today_in(tmp_path, calibrated=False))))
    assert "Not calibrated: the probabilities are the model's own." in text
    assert "logit" not in text
    assert "Coefficients" not in text
    judge = MeasuringJudge(tells_measures=False)
    text = shown(list(explain(session_in(tmp_path, judge=judge), today_in(tmp_path, judge))))
    assert "Not measured" in text


def test_brackets_of_the_person_are_no_markup(tmp_path: Path) -> None:
    answer = ANSWER.replace("queue", "[red]queue[/red]")
    assert "[red]queue[/red]" in shown(
        list(explain(session_in(tmp_path, answers=(answer,)), today_in(tmp_path)))
    )


# The command


def test_it_works_from_the_transcript_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = session_in(tmp_path, answers=(ANSWER, "fine"))
    assert not list(session.folder.glob("*.wav"))
    assert run(arguments(tmp_path, "last", "-v")) == ExitCode.OK
    out, err = capsys.readouterr()
    assert "Content = 100" in out
    assert "Nothing to explain: The answer has only 1 word" in out
    assert session.id in err
    assert "Judge: measuring" in err


def test_quiet_leaves_the_result_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session_in(tmp_path)
    assert run(arguments(tmp_path, "--question", QUESTION, "-q")) == ExitCode.OK
    out, err = capsys.readouterr()
    assert "Content = 100" in out
    assert err == ""


def test_json_holds_what_the_score_is_made_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = session_in(tmp_path, answers=(ANSWER, "fine"))
    assert run(arguments(tmp_path, "--json")) == ExitCode.OK
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert next(iter(document)) == "schema_version"
    expected = _document(session, today_in(tmp_path), list(explain(session, today_in(tmp_path))))
    assert document == json.loads(json.dumps(expected))
    scored, abstained = document["takes"]
    earned = sum(point["finding"]["weight"] * point["finding"]["credit"] for point in scored["points"])
    weight = sum(point["finding"]["weight"] for point in scored["points"])
    assert round(100 * max(0.0, earned / weight), 1) == scored["saved"]["score"] == scored["today"]["score"]
    for point in scored["points"]:
        for outcome, logit in point["logits"].items():
            assert sum(one["terms"][outcome] for one in point["measures"]) == pytest.approx(logit)
    (first, _) = session.takes()
    assert first.take is not None
    assert [point["finding"] for point in scored["points"]] == take_to_json(first.take)["findings"]
    assert "only 1 word" in abstained["reason"]
    assert (abstained["saved"], abstained["today"], abstained["points"]) == (None, None, [])


def test_json_fields_are_the_documented_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceprep.reports.explanation_json.finding_to_json", lambda _: {})
    session = session_in(tmp_path)
    today = today_in(tmp_path, MeasuringJudge(identity="another"))
    found = set(paths(_document(session, today, list(explain(session, today)))))
    rows = table(sections(page("docs/json.md"))["explain"], "field")
    assert [row[0].strip("`") for row in rows] == list(dict.fromkeys(row[0].strip("`") for row in rows))
    assert {row[0].strip("`") for row in rows} == found


@pytest.mark.parametrize(
    ("answers", "more", "code", "sentence"),
    [
        ((ANSWER,), ["--question", "ml-drift"], ExitCode.USAGE, 'no question "ml-drift"'),
        ((ANSWER,), ["no-such-session"], ExitCode.BAD_INPUT, "no-such-session"),
        (("fine",), [], ExitCode.BAD_INPUT, "nothing to explain"),
    ],
)
def test_errors(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: tuple[str, ...],
    more: list[str],
    code: ExitCode,
    sentence: str,
) -> None:
    session_in(tmp_path, answers=answers)
    assert run(arguments(tmp_path, *more, "--json")) == code
    out, err = capsys.readouterr()
    assert sentence in err
    assert sentence in json.loads(out)["error"]["message"]


def test_a_shell_completes_the_verb() -> None:
    environment = {"_VOICEPREP_COMPLETE": "bash_complete", "COMP_WORDS": "voiceprep exp", "COMP_CWORD": "1"}
    result = CliRunner().invoke(cli, prog_name="voiceprep", env=environment)
    assert result.output == "plain,explain\n"


def test_only_our_own_judge_is_calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert calibrations_of("builtin") is not None
    assert calibrations_of("nli:folder") is None
    assert calibrations_of("none") is None


def test_a_question_is_named_by_its_place_as_in_a_replay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session_in(tmp_path)
    assert run(arguments(tmp_path, "--question", "1", "--json")) == ExitCode.OK
    by_place = capsys.readouterr().out
    assert run(arguments(tmp_path, "--question", QUESTION, "--json")) == ExitCode.OK
    assert capsys.readouterr().out == by_place
    assert run(arguments(tmp_path, "--question", "7")) == ExitCode.USAGE
    assert f"1 ({QUESTION})" in capsys.readouterr().err
