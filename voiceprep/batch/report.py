"""The pages of a batch: one for all of it, and one for each answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.batch.anonymous import Renamed
from voiceprep.batch.archive import ArchiveMember
from voiceprep.batch.found import LocalFile
from voiceprep.batch.remote import RemoteFile
from voiceprep.reports.batch_data import BatchCollector, FileRow
from voiceprep.reports.ownership import is_ours, refuse_foreign
from voiceprep.reports.page import address_of, batch_page, session_page
from voiceprep.reports.report_data import QuestionData, ReportData
from voiceprep.reports.take_data import take_data
from voiceprep.storage import storage_errors, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from voiceprep.bands import Bands
    from voiceprep.batch.outcome import Outcome
    from voiceprep.questions.model import Bank
    from voiceprep.values import Take

ANSWERS = "answers"
"""Folder of the pages of answers."""
KEY = "answer"
OTHER_DRIVE = "The recording lies on another drive than this page."
NO_SOUND: dict[type, str] = {
    ArchiveMember: "The recording lies in an archive, out of which a page plays nothing.",
    RemoteFile: "The recording does not lie on this machine, and a page asks for nothing from the network.",
    Renamed: "The name of the recording is hidden, and with it where the recording lies.",
}
"""Why a page cannot play it, by the sort of recording."""
ELSEWHERE = "Choose another folder with --report DIR."


def write_report(
    folder: Path, results: Iterable[tuple[Outcome, Take | None]], *, bank: Bank, bands: Bands
) -> Path:
    """Write `index.html` and the pages of all answers; the path of the first. Raises StorageError.

    Recordings are not copied: the pages play them from where they lie. Pages of answers that an earlier
    batch left in the folder are removed: nothing leads to them any more, and they may hold names.
    """
    pages, written = folder / ANSWERS, set[str]()
    with storage_errors(folder, elsewhere=ELSEWHERE):
        pages.mkdir(parents=True, exist_ok=True)
    questions = {question.id: (question.topic, question.text) for question in bank.questions}
    collector = BatchCollector({name: topic for name, (topic, _) in questions.items()})
    for outcome, take in results:
        address = None
        if take is not None and take.transcript is not None:
            name = f"{outcome.job.number + 1:05d}.html"
            page = _answer_page(outcome, take, questions, bands, pages)
            write_whole(pages / name, page.encode("utf-8", "replace"), elsewhere=ELSEWHERE)
            address = f"{ANSWERS}/{name}"
            written.add(name)
        collector.add(_row(outcome, address), take)
    index = folder / "index.html"
    page = batch_page(collector.data("A batch of answers"))
    write_whole(index, page.encode("utf-8", "replace"), elsewhere=ELSEWHERE)
    with storage_errors(folder, elsewhere=ELSEWHERE):
        for old in _answer_pages(folder):
            if old.name not in written and is_ours(old):
                old.unlink()
    return index


def check_report_folder(folder: Path) -> None:
    """Raises UsageError where the report would write over a page that is not ours; StorageError."""
    for page in (folder / "index.html", *_answer_pages(folder)):
        refuse_foreign(page, elsewhere=ELSEWHERE)


def _answer_pages(folder: Path) -> list[Path]:
    return sorted((folder / ANSWERS).glob("[0-9][0-9][0-9][0-9][0-9]*.html"))


def _row(outcome: Outcome, address: str | None) -> FileRow:
    return FileRow(
        source=outcome.job.recording.source,
        candidate=outcome.job.candidate or "",
        question=outcome.question_id or "",
        content=outcome.content,
        address=address,
        remark="" if outcome.reason is None else outcome.reason[1],
    )


def _answer_page(
    outcome: Outcome, take: Take, questions: dict[str, tuple[str, str]], bands: Bands, pages: Path
) -> str:
    recording = outcome.job.recording
    # A hidden name must not come back as an address.
    sound = address_of(recording.path, seen_from=pages) if isinstance(recording, LocalFile) else None
    no_sound = NO_SOUND.get(type(recording), OTHER_DRIVE) if sound is None else None
    shown = take_data(take, key=KEY, title="Answer", bands=bands, no_sound=no_sound)
    if outcome.reason is not None:
        # The take may tell another one: without a question it was made by a judge that is off.
        shown = replace(shown, headline=f"No score: {outcome.reason[1]}")
    name = outcome.question_id or ""
    topic, text = questions.get(name, ("Question unknown", ""))
    data = ReportData(
        session="",
        title=recording.source,
        about=tuple(part for part in (outcome.job.candidate, name) if part),
        remarks=(),
        questions=(QuestionData(1, topic, text, (shown,), None),),
        versions=tuple(take.versions.items()),
    )
    return session_page(data, {} if sound is None else {KEY: sound})
