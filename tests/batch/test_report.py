"""The pages of a batch, as files."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.batch.fakes import jobs
from tests.builders import bank, finding, question, spoken
from tests.builders import take as make_take
from voiceprep.bands import load_bands
from voiceprep.batch.anonymous import Renamed
from voiceprep.batch.archive import Archive, ArchiveMember, OpenArchive
from voiceprep.batch.jobs import RowStatus
from voiceprep.batch.outcome import Outcome
from voiceprep.batch.remote import RemoteFile
from voiceprep.batch.report import check_report_folder, write_report
from voiceprep.errors import ExitCode, StorageError, UsageError
from voiceprep.reports import batch_data
from voiceprep.reports.batch_charts import spread_chart
from voiceprep.reports.batch_data import BatchCollector, FileRow
from voiceprep.reports.page import batch_page
from voiceprep.values import Abstention, AbstentionReason, Status, Take, Transcript, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.batch.found import Recording


def answered(content: float, *verdicts: Verdict, probability: float = 0.9) -> Take:
    words = tuple(replace(word, probability=probability) for word in spoken("it looks up <b>a</b> key"))
    findings = tuple(
        finding(verdict, name=f"point {place}", claim=f"Claim {place} & more.")
        for place, verdict in enumerate(verdicts)
    )
    return replace(make_take(content=content), findings=findings, transcript=Transcript(words, "fake"))


def row(name: str, *, content: float | None = None, remark: str = "") -> FileRow:
    return FileRow(name, "", "hash-map", content, None, remark)


def test_figures_of_questions_and_key_points_and_who_needs_an_ear() -> None:
    collector = BatchCollector({"hash-map": "Hash maps"})
    takes = [
        answered(0.0, Verdict.MISSED, Verdict.COVERED),
        answered(50.0, Verdict.UNSURE, Verdict.PARTLY),
        answered(100.0, Verdict.COVERED, Verdict.COVERED, probability=0.6),
    ]
    for place, take in enumerate(takes):
        collector.add(row(f"{place}.wav", content=take.content), take)
    collector.add(row("broken.wav", remark="It is broken."), None)
    data = collector.data("A batch")
    (asked,) = data.questions
    assert (asked.topic, asked.files, asked.scored, asked.mean, asked.middle) == (
        "Hash maps",
        4,
        3,
        50.0,
        50.0,
    )
    assert asked.counts == (1, 0, 1, 0, 1)
    assert [(point.claim, round(point.share, 2)) for point in data.hardest] == [
        ("Claim 0 & more.", 0.33),
        ("Claim 1 & more.", 1.0),
    ]
    assert [(one.source, one.remark) for one in data.to_hear] == [
        ("1.wav", "1 key point may have been misheard."),
        ("2.wav", "The recogniser was unsure of many words."),
        ("broken.wav", "It is broken."),
    ]
    assert data.about == ("4 files", "3 with a score", "1 question")
    bars = spread_chart(asked).points
    assert [bar.text for bar in bars] == ["1", "0", "1", "0", "1"]
    assert bars[0].height > bars[1].height == 0


def test_a_result_counts_among_those_that_the_table_rounds_it_to() -> None:
    collector = BatchCollector({})
    for content in (19.4, 19.6, 79.5, 100.0):
        collector.add(row("a.wav", content=content), answered(content))
    (asked,) = collector.data("A batch").questions
    assert asked.counts == (1, 1, 0, 0, 2)


def test_a_list_that_is_cut_says_how_many_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_data, "LISTED", 2)
    collector = BatchCollector({})
    for place in range(5):
        collector.add(row(f"{place}.wav", remark="It is broken." if place else ""), None)
    data = collector.data("A batch")
    assert [one.source for one in data.to_hear] == ["1.wav", "2.wav"]
    assert (data.more_to_hear, data.more) == (2, 3)
    assert "And 2 more, which are not listed here" in batch_page(data)


def test_a_point_that_few_were_asked_for_is_not_called_hard() -> None:
    collector = BatchCollector({})
    for _ in range(2):
        collector.add(row("a.wav"), answered(0.0, Verdict.MISSED))
    assert collector.data("A batch").hardest == ()


def outcome(path: Path, *, content: float | None = None) -> Outcome:
    (job,) = jobs(path)
    status = RowStatus.FAILED if content is None else RowStatus.SCORED
    reason = ("failed", "It is <i>broken</i>.") if content is None else None
    return Outcome(job, status, ExitCode.OK, reason, "hash-map", content=content)


def test_the_pages_link_to_each_other_and_to_the_sound_and_escape_everything(tmp_path: Path) -> None:
    path = tmp_path / "in" / "<b>a #1.wav"
    results = [(outcome(path, content=50.0), answered(50.0, Verdict.COVERED)), (outcome(path), None)]
    index = write_report(tmp_path / "out", results, bank=bank(question()), bands=load_bands())
    text = index.read_text(encoding="utf-8")
    assert 'href="answers/00001.html"' in text
    assert "&lt;b&gt;a #1.wav" in text
    assert "It is &lt;i&gt;broken&lt;/i&gt;." in text
    assert not re.search(r"<b>|<i>", text)
    answer = (tmp_path / "out/answers/00001.html").read_text(encoding="utf-8")
    assert "../../in/%3Cb%3Ea%20%231.wav" in answer
    assert "Claim 0 &amp; more." in answer
    assert "<b>" not in answer
    assert "voiceprep explain" not in answer, "there is no session to explain"
    assert not (tmp_path / "out/answers/00002.html").exists()


def test_a_hidden_name_does_not_come_back_as_an_address(tmp_path: Path) -> None:
    plain = outcome(tmp_path / "Ada.wav", content=50.0)
    hidden = replace(plain, job=replace(plain.job, recording=Renamed(plain.job.recording, "file-1.wav")))
    results = [(hidden, answered(50.0, Verdict.COVERED))]
    index = write_report(tmp_path / "out", results, bank=bank(question()), bands=load_bands())
    pages = index.read_text() + (tmp_path / "out/answers/00001.html").read_text()
    assert "file-1.wav" in pages
    assert "Ada" not in pages


def answer_page(folder: Path, one: Outcome, take: Take) -> str:
    write_report(folder, [(one, take)], bank=bank(question()), bands=load_bands())
    return (folder / "answers/00001.html").read_text(encoding="utf-8")


def test_where_the_question_is_not_clear_the_page_says_that_and_nothing_of_a_judge(tmp_path: Path) -> None:
    off = Abstention(AbstentionReason.NOT_JUDGED, "Nobody judges here.")
    take = replace(make_take(), status=Status.ABSTAINED, content=None, abstention=off)
    why = "It is not clear which question this answers."
    one = replace(outcome(tmp_path / "a.wav"), status=RowStatus.UNKNOWN_QUESTION, reason=("unknown", why))
    page = answer_page(tmp_path / "out", one, take)
    assert f"No score: {why}" in page
    assert page.count(why) == 1
    assert "Nobody judges here" not in page


def test_why_there_is_nothing_to_hear_is_true_of_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = outcome(tmp_path / "Ada.wav", content=50.0)

    def told(recording: Recording) -> str:
        one = replace(here, job=replace(here.job, recording=recording))
        return answer_page(tmp_path / "out", one, answered(50.0, Verdict.COVERED))

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.wav", b"")
    archive = Archive(tmp_path / "a.zip", OpenArchive())
    remote = RemoteFile(None, "in/a.wav", "s3://in/a.wav", "a.wav")
    assert "The recording lies in an archive" in told(ArchiveMember(archive, archive.members[0]))
    assert "The recording does not lie on this machine" in told(remote)
    assert "The name of the recording is hidden" in told(Renamed(remote, "file-1.wav"))
    monkeypatch.setattr("voiceprep.batch.report.address_of", lambda *_, **__: None)
    assert "The recording lies on another drive" in told(here.job.recording)


def test_pages_of_an_earlier_batch_are_removed_and_nobody_elses(tmp_path: Path) -> None:
    named = outcome(tmp_path / "ada.wav", content=50.0)
    second = replace(named, job=replace(named.job, number=1))
    both = [(one, answered(50.0, Verdict.COVERED)) for one in (named, second)]
    write_report(tmp_path / "out", both, bank=bank(question()), bands=load_bands())
    pages = tmp_path / "out/answers"
    (pages / "notes.html").write_text("mine")
    write_report(tmp_path / "out", both[:1], bank=bank(question()), bands=load_bands())
    assert sorted(path.name for path in pages.iterdir()) == ["00001.html", "notes.html"]


@pytest.mark.parametrize("place", ["index.html", "answers/00001.html"])
def test_a_page_that_is_not_ours_is_not_written_over(tmp_path: Path, place: str) -> None:
    (tmp_path / "out/answers").mkdir(parents=True)
    check_report_folder(tmp_path / "out")
    (tmp_path / "out" / place).write_text("<h1>my own site</h1>")
    with pytest.raises(UsageError, match="no report of voiceprep"):
        check_report_folder(tmp_path / "out")
    (tmp_path / "out" / place).unlink()
    results = [(outcome(tmp_path / "a.wav", content=50.0), answered(50.0, Verdict.COVERED))]
    write_report(tmp_path / "out", results, bank=bank(question()), bands=load_bands())
    check_report_folder(tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="file"):
        write_report(tmp_path / "file", [], bank=bank(question()), bands=load_bands())
