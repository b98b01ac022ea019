"""The pages in docs/, THIRD_PARTY.md and README.md say what the code does."""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from dataclasses import asdict, fields, replace
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from benchmarks.delivery_card import over_all
from benchmarks.judging.card import whole_card
from tests.builders import question as build_question
from tests.listening.fake_card import FakeCard
from tests.progress.made import attempt, on_day, session_of
from voiceprep.authoring.advice import Advice
from voiceprep.authoring.advice import Topic as AdviceTopic
from voiceprep.authoring.judged import Judged, figures
from voiceprep.bands import load_bands
from voiceprep.batch.found import LocalFile
from voiceprep.batch.groups import Group
from voiceprep.batch.interface import Guess
from voiceprep.batch.jobs import Asked, Job, RowStatus
from voiceprep.batch.outcome import Outcome
from voiceprep.batch.rows import ANSWER_COLUMNS, KEY_POINT_COLUMNS
from voiceprep.cli import devices, models, questions, questions_check, report, takes_json, transcribe
from voiceprep.cli.batch_view import file_to_json, summary_to_json
from voiceprep.cli.checks import Check
from voiceprep.cli.ending import session_to_json
from voiceprep.cli.main import VERBS, cli, run
from voiceprep.cli.setup import build_assessor, build_judge, build_story_reader
from voiceprep.compared import Change, Comparison, PointChange, Shift, StoryChange, Told
from voiceprep.delivered import (
    Delivery,
    Filler,
    Fillers,
    Loudness,
    Metric,
    Pace,
    PaceAt,
    Pause,
    Pauses,
    Phrase,
)
from voiceprep.errors import ExitCode
from voiceprep.from_words import story_version, versions_of
from voiceprep.json_form import SCHEMA_VERSION, take_to_json, transcript_to_json
from voiceprep.judging.interface import Claim, Judgement
from voiceprep.judging.measures import PLAIN, WORDED, Measures
from voiceprep.judging.pairs import judge_pairs
from voiceprep.models.catalogue import CATALOGUE
from voiceprep.models.status import ModelStatus
from voiceprep.progress.attempts import Damaged, Mark, Past
from voiceprep.progress.history import History, history
from voiceprep.progress.planning import Plan, plan
from voiceprep.questions.bank import load_bank, question_from_json
from voiceprep.questions.check import faults
from voiceprep.replay import Replayed, Rescored
from voiceprep.report import Written
from voiceprep.reports.history_json import history_to_json
from voiceprep.reports.plan_json import plan_to_json
from voiceprep.scoring.coverage import credit_of, verdict_of
from voiceprep.sessions.store import SavedTake, create_session
from voiceprep.settings import Settings
from voiceprep.story import (
    FirstPerson,
    Measure,
    Part,
    Proportion,
    Share,
    Span,
    Star,
    StarAdvice,
    Telling,
    ToldResult,
)
from voiceprep.transcription.faster_whisper import DECODING_RULES
from voiceprep.values import (
    Abstention,
    AbstentionReason,
    Feedback,
    Finding,
    Portion,
    SoundKind,
    SoundQuality,
    Status,
    Take,
    Transcript,
    Verdict,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceprep.batch.rows import Column
    from voiceprep.questions.model import Bank

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"(?<![\d.])0\.\d{3}(?!\d)")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Heading of the second level, without backticks → what stands below it."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {parts[i].replace("`", ""): parts[i + 1] for i in range(1, len(parts), 2)}


def table(text: str, first_column: str) -> list[list[str]]:
    """The rows of every table in `text` whose first column has that heading."""
    rows: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[0] == first_column:
            inside = True
        elif not cells:
            inside = False
        elif inside and set("".join(cells)) != {"-"}:
            rows.append(cells)
    return rows


def json_blocks(text: str) -> list[str]:
    return re.findall(r"^```json\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def paths(document: Any, prefix: str = "") -> Iterator[str]:
    """Every field of a document as docs/json.md names it: `a.b` in objects, `a[].b` in lists of objects."""
    if isinstance(document, dict):
        for key, value in document.items():
            path = f"{prefix}.{key}" if prefix else key
            yield path
            yield from paths(value, path)
    elif isinstance(document, list | tuple):
        for entry in document:
            if isinstance(entry, dict):
                yield from paths(entry, f"{prefix}[]")


def schema_paths(part: dict[str, Any], definitions: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Every field that a JSON Schema describes, named as in `paths`."""
    if "$ref" in part:
        part = definitions[part["$ref"].removeprefix("#/$defs/")]
    for key, value in part.get("properties", {}).items():
        path = f"{prefix}.{key}" if prefix else key
        yield path
        yield from schema_paths(value, definitions, path)
    if "items" in part:
        yield from schema_paths(part["items"], definitions, f"{prefix}[]")


def whole_transcript() -> Transcript:
    return Transcript((Word("drift", 0.0, 0.5, 0.9),), "engine", "en", 0.99)


def whole_star() -> Star:
    """Every field filled."""
    return Star(
        telling=Telling.EPISODE,
        probability=0.9,
        measure=Measure.SECONDS,
        spans=(Span(Part.ACTION, (0, 4), "I built it again", 0.0, 2.0, 2.0),),
        shares=(Share(Part.ACTION, 2.0, 4, 1.0, 0.6, Proportion.LONG),),
        order=(Part.ACTION,),
        missing=(Part.SITUATION, Part.TASK, Part.RESULT),
        result=ToldResult(number=True, checkable=True),
        lesson=False,
        first_person=FirstPerson(1, 0, 2.0, 0.0),
        advice=next(iter(StarAdvice)),
    )


def whole_delivery() -> Delivery:
    phrase = Phrase("maybe", (0, 1), 0.0)
    return Delivery(
        first_word=0.1,
        seconds=1.0,
        target_seconds=60.0,
        pace=Pace(120.0, 130.0, (PaceAt(0.0, 1.0, 120.0, 130.0),)),
        pauses=Pauses(1, 2.0, 1, 0, (Pause(0.1, 2.0, inside=True),)),
        hedges=(phrase,),
        repetitions=(phrase,),
        restarts=(phrase,),
        first_key_point=0.1,
        loudness=Loudness(-23.0, 5.0),
        fillers=Fillers(1, 0, (Filler("um", sound=True, start=0.2),), 0.9, 0.9),
        not_measured=((Metric.PACE, "why"),),
    )


def whole_take(bank: Bank) -> Take:
    """A take in which no field is left out: it has a score, and a reason all the same."""
    assessor = build_assessor(bank=bank, transcriber="faster-whisper", embedder="onnx")
    reader = assessor.story_reader
    assert reader is not None
    finding = Finding("id", "claim", Verdict.COVERED, 0.9, 1.0, 2.0, "drift", (0, 1), 0.0, 0.5, "why")
    return Take(
        question_id="id",
        source="answer.wav",
        status=Status.SCORED,
        transcript=whole_transcript(),
        abstention=Abstention(AbstentionReason.SILENCE, "why"),
        content=50.0,
        recited=0.25,
        findings=(finding,),
        feedback=Feedback("strength", "fix", "spoken", "delivery"),
        seconds=1.0,
        sound=SoundQuality(SoundKind.SPEECH, 1.0, 0.9, -20.0, -60.0, 40.0, 0.001),
        delivery=whole_delivery(),
        star=whole_star(),
        versions={**versions_of(assessor), "star": story_version(reader)},
    )


def whole_comparison() -> Comparison:
    """Every field filled."""
    shift = Shift(1.0, 2.0)
    return Comparison(
        points=(PointChange("id", "claim", Change.GAINED, Verdict.MISSED, Verdict.COVERED),),
        story=StoryChange(Part.RESULT, Told.MISSING, Told.TOLD),
        content=shift,
        first_key_point=shift,
        seconds=shift,
        filler_sounds=shift,
        filler_words=shift,
    )


def whole_file() -> dict[str, Any]:
    """What a batch says of a file whose question was guessed."""
    job = Job(0, LocalFile(Path("a.wav"), "a.wav"), Asked.GUESS, None)
    guess = Guess("id", 50.0, 5.0, sure=True)
    return file_to_json(Outcome(job, RowStatus.SCORED, ExitCode.OK, None, "id", guess=guess))


def whole_summary() -> dict[str, Any]:
    return summary_to_json(dict.fromkeys(RowStatus, 0), [Group("accent", "north", 1, 1, 0, 0, 0, 0.9, 1)])


class SureJudge:
    """States everything, for certain."""

    identity = "sure"

    def load(self) -> None: ...

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        return [Judgement(states=1.0, partly=0.0, opposite=0.0, absent=0.0, words=None) for _ in claims]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(ROOT / "questions.json")


@pytest.fixture
def emitted(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """Section of docs/json.md → a document as the code emits it. Results of answers are left out of the
    others, for they have their own section."""
    take = whole_take(bank)
    session = create_session(
        tmp_path,
        role="role",
        plan={
            "bank": {"file": bank.path, "version": bank.version},
            "manner": "neutral",
            "star": False,
            "fillers": True,
            "exam": False,
            "follow_ups": False,
            "demo": False,
            "held": {},
            "seed": 1,
            "questions": [{"id": q.id, "topic": q.topic, "text": q.text} for q in bank.questions],
        },
        device={"voice": "", "loudspeaker": "", "listener": ""},
    )
    part = Portion("asked", 45.0, key_point="id")
    session.begin_take(1, "id", part=part)
    session.rate(1, 4)
    shown = Replayed(
        SavedTake(1, 2, "id", Path("a.wav"), "text", take, part=part),
        "question",
        Rescored(take, ("why",)),
        1,
        whole_comparison(),
    )
    monkeypatch.setattr(takes_json, "take_to_json", lambda _: {})
    replayed = takes_json.takes_to_json(session, [shown])
    monkeypatch.undo()
    broken = tmp_path / "broken.json"
    broken.write_text("{}", encoding="utf-8")
    heard = transcribe._transcribe(tmp_path / "none.wav", SimpleNamespace(), 1.0)
    heard["transcript"] = transcript_to_json(whole_transcript())
    status = ModelStatus("", "", "", 1, True, "", Path(), "", True, "")
    pairs = ['{"claim": "a", "answer": "b"}', '{"reference": "a", "answer": "b"}']
    capsys.readouterr()
    run(["questions", "show", "no-such-question", "--json"])
    error = json.loads(capsys.readouterr().out)
    one = {"schema_version": SCHEMA_VERSION}
    there, here = ("--recordings", str(tmp_path / "there")), ("--recordings", str(tmp_path))
    out = str(tmp_path / "a.zip")
    listed = answer_of("sessions", "list", "--json", *here)
    exported = answer_of("sessions", "export", "last", "--json", "--out", out, *here)
    imported = answer_of("sessions", "import", out, "--json", *there)
    forgotten = answer_of("forget", "last", "--yes", "--json", *there)
    return {
        "Result of one answer": take_to_json(take),
        "score": {**one, "results": []},
        "score in a batch": {**one, "results": [{"file": whole_file()}], **whole_summary()},
        "judge --pairs": list(judge_pairs(pairs, SureJudge(), source="pairs")),
        "transcribe": {**one, "results": [heard]},
        "practice, resume and demo": {**session_to_json(session, []), "results": []},
        "history": history_to_json(*whole_history()),
        "plan": plan_to_json(whole_plan(bank), now=on_day(2)),
        "replay and retake": replayed,
        "report": report.to_json(Written(Path(), 1, (), ())),
        "sessions": listed,
        "sessions export": exported,
        "sessions import": imported,
        "forget": forgotten,
        "questions list": answer_of("questions", "list", "--json", "--bank", bank.path),
        "questions show": [{**one, "question": questions._whole(question)} for question in bank.questions],
        "questions check": checked_bank(broken),
        "questions import": imported_bank(tmp_path),
        "roles": answer_of("roles", "--json", "--bank", bank.path),
        "models": {**one, "models": [models._to_json(status)]},
        "devices": devices.to_json(FakeCard(outputs=1), Settings()),
        "doctor": {**one, "healthy": True, "checks": [asdict(Check("", "", ""))]},
        "Errors": error,
        "session.json": session.document,
    }


def checked_bank(broken: Path) -> dict[str, Any]:
    """A document with faults, advice and figures."""
    advice = Advice(AdviceTopic.LONG_CLAIM, "id", "key_points[1].claim", "is long.")
    judged = Judged(build_question(), 90.0, "", (), ((0, 0, Verdict.OPPOSITE),), (), (), ())
    figured = questions_check.Checked(broken.name, faults(broken), [advice], {"role": figures([judged])})
    return questions_check.to_json([figured])


def imported_bank(folder: Path) -> Any:
    """A document in which something was left aside everywhere."""
    path = folder / "kitchen.txt"
    path.write_text(
        "Kitchen\n1. What is a roux?\nAnswer: Ways: (1) Flour in fat; (2) Starch in fat.\n2. Why rest meat?\n"
    )
    return answer_of("questions", "import", str(path), "--out", str(folder / "kitchen.json"), "--json")


def whole_history() -> tuple[Past, History]:
    """Every list filled."""
    past = Past((session_of(attempt(rating=4)),), (Damaged("broken", "why"),))
    return past, history(past)


def whole_plan(bank: Bank) -> Plan:
    """One question with a key point that is due, and one that is new."""
    first, second, *_ = bank.questions
    missed = Mark(first.key_points[0].id, "claim", Verdict.MISSED)
    answer = replace(attempt(question=first.id), marks=(missed,))
    return plan([first, second], [answer], now=on_day(2), count=2)


def answer_of(*arguments: str) -> Any:
    """The JSON document that a command prints."""
    result = CliRunner().invoke(cli, list(arguments))
    return json.loads(result.stdout)


def test_json_fields_are_the_documented_ones(emitted: dict[str, Any]) -> None:
    written = sections(page("docs/json.md"))
    for section, document in emitted.items():
        documents = document if isinstance(document, list) else [document]
        found = {path for one in documents for path in paths(one)}
        assert {row[0].strip("`") for row in table(written[section], "field")} == found, section


def test_bank_fields_are_the_documented_ones() -> None:
    schema = json.loads(page("voiceprep/questions/schema.json"))
    rows = table(sections(page("docs/json.md"))["questions.json"], "field")
    assert {row[0].strip("`") for row in rows} == set(schema_paths(schema, schema["$defs"]))


def test_abstention_codes_are_the_documented_ones() -> None:
    codes = {f"`{reason.value}`" for reason in AbstentionReason}
    assert {row[0] for row in table(page("docs/json.md"), "code")} == codes
    rows = table(sections(page("docs/scoring.md"))["Abstention"], "code")
    assert {code for row in rows for code in row[0].split(", ")} == codes
    kinds = table(sections(page("docs/scoring.md"))["Abstention"], "kind")
    assert {row[0].strip("`") for row in kinds} == {kind.value for kind in SoundKind}
    written = sections(page("docs/json.md"))["Result of one answer"]
    assert all(f"`{code.value}`" in written for code in (*Status, *Verdict, *SoundKind))


def test_metrics_of_delivery_are_the_documented_ones() -> None:
    rows = table(sections(page("docs/json.md"))["Result of one answer"], "field")
    (row,) = (row for row in rows if row[0] == "`delivery.not_measured[].metric`")
    assert re.findall(r"`(\w+)`", row[2]) == [metric.value for metric in Metric]


def test_codes_of_a_comparison_are_the_documented_ones() -> None:
    written = sections(page("docs/json.md"))["replay and retake"]
    assert all(f"`{code.value}`" in written for code in (*Change, *Told))


def test_json_examples_can_be_read() -> None:
    documents = []
    for block in json_blocks(page("docs/json.md")):
        try:
            documents.append(json.loads(block))
        except json.JSONDecodeError:
            documents += [json.loads(line) for line in block.splitlines()]
    assert len(documents) > 15
    for document in documents:
        if "schema_version" in document:
            assert next(iter(document)) == "schema_version"
            assert document["schema_version"] == SCHEMA_VERSION


def test_the_example_of_a_bank_is_sound(tmp_path: Path) -> None:
    (block,) = json_blocks(sections(page("docs/json.md"))["questions.json"])
    file = tmp_path / "bank.json"
    file.write_text(block, encoding="utf-8")
    assert faults(file) == []
    assert question_from_json(json.loads(block)["questions"][0]).key_points


def test_exit_codes_are_the_documented_ones() -> None:
    rows = table(page("docs/exit-codes.md"), "code")
    assert [(int(row[0]), row[1]) for row in rows] == [(code.value, f"`{code.name}`") for code in ExitCode]


@pytest.mark.parametrize(("what", "columns"), [("file", ANSWER_COLUMNS), ("key point", KEY_POINT_COLUMNS)])
def test_columns_of_tables_are_the_documented_ones(what: str, columns: Sequence[Column]) -> None:
    rows = table(page("docs/batch.md"), f"column of a {what}")
    assert [row[0].strip("`") for row in rows] == [column.name for column in columns]


SCORING_MODULES = (
    "scoring.coverage",
    "audio.quality",
    "scoring.abstention",
    "scoring.recitation",
    "judging.windows",
    "judging.retrieval",
    "judging.measures",
    "judging.quoting",
    "judging.lexical",
)


def test_constants_of_scoring_are_the_documented_ones() -> None:
    documented = {row[0].strip("`"): json.loads(row[1]) for row in table(page("docs/scoring.md"), "NAME")}
    in_code: dict[str, float] = {}
    for short in SCORING_MODULES:
        module = import_module(f"voiceprep.{short}")
        for constant, value in vars(module).items():
            if f"\n{constant} = " in inspect.getsource(module) and type(value) in {int, float}:
                in_code[f"{short}.{constant}"] = value
    assert documented == in_code


def test_examples_of_verdict_and_credit() -> None:
    rows = table(page("docs/scoring.md"), "states")
    assert rows
    for row in rows:
        states, partly, opposite, absent = map(float, row[:4])
        assert states + partly + opposite + absent == pytest.approx(1.0)
        judgement = Judgement(states=states, partly=partly, opposite=opposite, absent=absent, words=None)
        verdict, probability = verdict_of(judgement)
        assert (verdict.value, f"{probability:.2f}", f"{credit_of(judgement):.4f}") == tuple(row[4:])


def test_the_measures_are_the_documented_ones() -> None:
    documented = [row[0].strip("`") for row in table(page("docs/scoring.md"), "measure")]
    assert documented == [field.name for field in fields(Measures)]
    for name in (PLAIN, WORDED):
        assert json.loads(page(f"voiceprep/judging/{name}"))["features"] == documented


def test_the_accuracy_card_is_made_from_the_results() -> None:
    assert page("docs/accuracy.md") == whole_card()


@pytest.mark.parametrize("result", ["judging", "banks", "topic_match", "guess"])
def test_what_was_measured_is_the_judge_that_ships(result: str) -> None:
    assert json.loads(page(f"benchmarks/results/{result}.json"))["judge"] == build_judge().identity


@pytest.mark.parametrize("result", ["star", "star_spoken"])
def test_what_was_measured_is_the_story_reader_that_ships(result: str) -> None:
    assert json.loads(page(f"benchmarks/results/{result}.json"))["reader"] == build_story_reader().identity


HEARD = [
    path.stem
    for path in sorted((ROOT / "benchmarks/results").glob("*.json"))
    if ", rules " in path.read_text(encoding="utf-8")
]
"""Results that name the recogniser and its rules of decoding."""


@pytest.mark.parametrize("result", HEARD)
def test_what_was_measured_is_what_the_recogniser_hears_today(result: str) -> None:
    rules = re.findall(r"faster-whisper [^\"]*?, rules (\w+),", page(f"benchmarks/results/{result}.json"))
    assert set(rules) == {DECODING_RULES}


def test_the_figures_beside_every_count_are_the_measured_ones() -> None:
    document = json.loads(page("benchmarks/results/delivery.json"))
    measured = over_all(document)
    assert (measured["found"], measured["right"]) == tuple(
        sum(clip[name] for clip in document["clips"]) for name in ("found", "right")
    )
    bands = load_bands(ROOT / "delivery.toml")
    assert (bands.recall, bands.precision) == (round(measured["recall"], 2), round(measured["precision"], 2))


def test_third_party_names_what_is_shipped_and_fetched() -> None:
    written = page("THIRD_PARTY.md")
    shipped = [path.relative_to(ROOT) for path in (ROOT / "voiceprep/judging").glob("*.txt")]
    assert shipped
    assert [str(path) for path in shipped if f"`{path.as_posix()}`" not in written] == []
    assert [
        path.name for path in (ROOT / "voiceprep/demo").glob("*.ogg") if f"{path.name}`" not in written
    ] == []
    for model in CATALOGUE:
        (row,) = (row for row in table(written, "model") if row[0].startswith(f"`{model.name}`"))
        assert model.licence in row[2], model.name


def test_third_party_names_every_dependency() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]
    requirements = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[<>=\[ ]", requirement)[0] for requirement in requirements} - {"voiceprep"}
    written = page("THIRD_PARTY.md")
    # Two packages of one model stand in one cell: the second by its ending.
    assert sorted(name for name in names if name not in written and not name.endswith("-part2")) == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_shows_examples(verb: str) -> None:
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    shown = CliRunner().invoke(command, ["--help"])
    assert shown.exit_code == 0
    assert "Examples:" in shown.stdout
    assert f"voiceprep {verb}" in shown.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme(verb: str) -> None:
    assert f"voiceprep {verb}" in page("README.md")


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert not [path.name for path in folder.glob("[0-9]*.md") if f"({path.name})" not in index]
