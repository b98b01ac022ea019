"""What `score` does with many files: from options to a batch, and what is shown of it."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

from voiceprep.cli.batch_progress import looked_through, printable, progress
from voiceprep.cli.batch_view import show_batch
from voiceprep.cli.batch_workers import executor_of
from voiceprep.cli.console import counted
from voiceprep.cli.interrupts import RUN_AGAIN, after_ctrl_c, stopping
from voiceprep.errors import StoppedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from voiceprep.assessor import Assessor
    from voiceprep.batch.interface import Executor
    from voiceprep.batch.jobs import Asking, Job
    from voiceprep.batch.keys import Keys
    from voiceprep.batch.outcome import Outcome
    from voiceprep.batch.store import Store
    from voiceprep.cli.console import Console
    from voiceprep.cli.recipe import AssessorRecipe
    from voiceprep.questions.model import Bank, Question
    from voiceprep.values import Take

    Results = Callable[[], Iterator[tuple[Outcome, Take | None]]]

RUN_ANEW = "With --rescore the next run judges all of them anew."


def run_batch(
    paths: Sequence[str],
    question: Question | None,
    recipe: AssessorRecipe,
    console: Console,
    options: Mapping[str, Any],
) -> int:
    """Score everything, write what was asked for, and say what came of it; the exit code.

    Raises StoppedError where the person stopped it; what is done is kept.
    """
    from voiceprep.batch.keys import Keys
    from voiceprep.batch.outcome import exit_code
    from voiceprep.batch.report import check_report_folder
    from voiceprep.batch.run import saved_take
    from voiceprep.batch.tables import check_table_paths

    check_table_paths([options["out"], options["key_points"]], spared=[options["manifest"], options["store"]])
    if options["report"] is not None:
        check_report_folder(options["report"])
    asking = _asking(question, recipe, options)
    next_step = RUN_ANEW if options["rescore"] else RUN_AGAIN
    with after_ctrl_c(next_step), closing(_store(options)) as store:
        candidates = _candidates(asking, options) if asking.guess else ()
        assessor = recipe()
        console.detail(f"Recogniser: {assessor.transcriber.identity}\nJudge: {assessor.judge.identity}")
        keys = Keys(assessor, candidates)
        jobs = _jobs(paths, asking, (store, keys, assessor), console, options)
        executor = executor_of(recipe, candidates, jobs, console, options)
        outcomes = _score(jobs, executor, (store, keys), console, options)
        if len(outcomes) < len(jobs):
            done = f"{len(outcomes)} of {len(jobs)} files are done"
            raise StoppedError(f"Stopped: {done}.", next_step=next_step)

        def results() -> Iterator[tuple[Outcome, Take | None]]:
            return ((outcome, saved_take(outcome, store, keys)) for outcome in outcomes)

        _write(results, jobs, recipe.bank, console, options)
        _show(outcomes, results, console, options)
    return exit_code(outcomes)


def _jobs(
    paths: Sequence[str],
    asking: Asking,
    kept: tuple[Store, Keys, Assessor],
    console: Console,
    options: Mapping[str, Any],
) -> list[Job]:
    """What is to be scored, cut and with hidden names where that is asked for."""
    from voiceprep.batch.anonymous import anonymous
    from voiceprep.batch.groups import check_columns
    from voiceprep.batch.jobs import find_jobs
    from voiceprep.batch.split import Splitter, check_parts_folder

    store, keys, assessor = kept
    parts = options["split_dir"] if options["split"] else None
    if parts is not None:
        check_parts_folder(parts, paths)
    others: set[Path] = set()
    jobs = find_jobs(paths, asking, but=parts, passed_over=others.add)
    if others:
        one = "" if options["anonymous"] else f", {printable(str(min(others)))} for one"
        console.note(f"Passed over by their endings: {counted(len(others), 'other file')}{one}.")
    check_columns(jobs, options["groups"])
    if options["anonymous"]:
        # Before anything is cut: the names of parts are made from those of the recordings.
        jobs = list(anonymous(jobs, store.secret(), keep=options["groups"]))
    if parts is not None:
        splitter = Splitter(
            transcriber=assessor.transcriber,
            store=store,
            keys=keys,
            questions=_candidates(asking, options),
            folder=parts,
            max_seconds=60 * options["max_minutes"],
        )
        with console.busy("Looking for the questions in the recordings ..."):
            jobs = list(splitter.split(looked_through(jobs, console)))
    return jobs


def _asking(question: Question | None, recipe: AssessorRecipe, options: Mapping[str, Any]) -> Asking:
    from voiceprep.batch.jobs import Asking
    from voiceprep.batch.manifest import read_manifest
    from voiceprep.batch.pattern import Pattern

    pattern, manifest, bank = options["pattern"], options["manifest"], recipe.bank
    if options["split"] and (question is not None or options["guess"]):
        raise UsageError(
            "--split takes the questions from the recordings.",
            next_step="Leave out --question and --guess, or leave out --split.",
        )
    if question is None and not (pattern or manifest or options["guess"] or options["split"]):
        raise UsageError(
            "Which questions do the files answer?",
            next_step="Give --question ID, --manifest FILE, --pattern '{candidate}/{question}', or --guess.",
        )
    return Asking(
        bank=bank,
        manifest=None if manifest is None else read_manifest(manifest),
        pattern=None if pattern is None else Pattern(pattern, question_ids=(q.id for q in bank.questions)),
        question=question,
        guess=options["guess"],
    )


def _candidates(asking: Asking, options: Mapping[str, Any]) -> tuple[Question, ...]:
    from voiceprep.questions.bank import select

    return select(asking.bank, roles=[options["role"]] if options["role"] else [])


def _store(options: Mapping[str, Any]) -> Store:
    from voiceprep.batch.store import Store
    from voiceprep.sessions.find import BATCH_RESULTS, find_recordings

    return Store(options["store"] or find_recordings() / BATCH_RESULTS)


def _score(
    jobs: Sequence[Job],
    executor: Executor,
    kept: tuple[Store, Keys],
    console: Console,
    options: Mapping[str, Any],
) -> list[Outcome]:
    """All outcomes in the order of the jobs; fewer where the person stopped it."""
    from voiceprep.batch.run import Batch

    store, keys = kept
    batch = Batch(executor, store, keys, 60 * options["max_minutes"], again=options["rescore"])
    stop = threading.Event()
    found: dict[int, Outcome] = {}

    def finishing() -> None:
        console.note("")  # the terminal has written ^C into the line
        console.warn("Finishing the files in work; Ctrl-C again drops them.")

    with (
        stopping(stop, finishing),
        progress(len(jobs), console) as note,
        closing(batch.score(jobs, stop=stop)) as outcomes,
    ):
        for outcome in outcomes:
            found[outcome.job.number] = outcome
            note(outcome)
    return [found[number] for number in sorted(found)]


def _show(
    outcomes: Sequence[Outcome], results: Results, console: Console, options: Mapping[str, Any]
) -> None:
    from voiceprep.batch.groups import groups

    found = groups(outcomes, options["groups"])
    show_batch(outcomes, results, found, console, listed=options["out"] is None)


def _write(
    results: Results,
    jobs: Sequence[Job],
    bank: Bank,
    console: Console,
    options: Mapping[str, Any],
) -> None:
    from voiceprep.bands import load_bands
    from voiceprep.batch.report import write_report
    from voiceprep.batch.rows import answers, carried_names, key_points
    from voiceprep.batch.subtitles import other_transcripts, write_transcripts
    from voiceprep.batch.tables import write_table

    if options["out"] is not None:
        write_table(options["out"], answers(results(), carried_names(jobs)))
    if options["key_points"] is not None:
        write_table(options["key_points"], key_points(results()))
    if options["transcripts"] is not None:
        folder = options["transcripts_dir"]
        said = (
            (outcome.job.number, outcome.job.recording.source, take.transcript)
            for outcome, take in results()
            if take is not None and take.transcript is not None
        )
        written = write_transcripts(folder, options["transcripts"], said)
        console.note(f"{len(written)} transcripts in {folder}")
        if others := other_transcripts(folder, written):
            told = counted(len(others), "file")
            console.warn(f"{folder} has {told} of an earlier batch beside them, {others[0]} for one.")
    if options["report"] is not None:
        page = write_report(options["report"], results(), bank=bank, bands=load_bands())
        console.note(f"The page of the batch: {page}")
