"""A saved session → what its page says."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from voiceprep.errors import SessionError
from voiceprep.reports.comparison import comparison
from voiceprep.reports.days import full_day
from voiceprep.reports.overview_data import Answer, OverviewData, Sitting, overview
from voiceprep.reports.page import address_of
from voiceprep.reports.part_data import part_data
from voiceprep.reports.report_data import QuestionData, ReportData
from voiceprep.reports.take_data import NO_COUNT, aside_data, take_data, why_set_aside
from voiceprep.sessions.documents import asked_questions
from voiceprep.sessions.find import created_at, lies_in
from voiceprep.sessions.listing import role_of
from voiceprep.sessions.store import open_session, session_folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from voiceprep.bands import Bands
    from voiceprep.reports.report_data import TakeData
    from voiceprep.sessions.store import SavedTake, Session
    from voiceprep.values import Take

PAGE = "report.html"
"""Name of a page within the folder that it is about."""
BROKEN_OFF = f"This answer was broken off before its end. {NO_COUNT}"
_STATES = {
    "running": "This interview is not finished, or still going on.",
    "interrupted": "This interview was broken off before its end.",
}


def session_data(
    session: Session, takes: Sequence[SavedTake], *, bands: Bands, no_sound: Mapping[str, str]
) -> ReportData:
    """Everything that the page says; `takes` are all of them, those of parts too.

    `no_sound`: key of a take → why it cannot be heard.
    """
    asked = asked_questions(session.document)
    questions = []
    ordered = sorted(takes, key=lambda one: (one.number, one.attempt))
    for number, group in groupby(ordered, lambda one: one.number):
        both = [(one, _shown(one, session.folder, bands, no_sound.get(key_of(one)))) for one in group]
        whole = [(one, take) for one, take in both if one.part is None]
        question_id = both[0][0].question_id
        entry = asked.get(question_id, {})
        scored = [
            (take.title, one.take) for one, take in whole if one.take is not None and take.state == "scored"
        ]
        questions.append(
            QuestionData(
                number=number,
                topic=entry.get("topic", question_id),
                text=entry.get("text", question_id),
                takes=tuple(take for _, take in whole),
                comparison=comparison(scored),
                parts=tuple(take for one, take in both if one.part is not None),
            )
        )
    return ReportData(
        session=session.id,
        title=f"Mock interview, {day_of(session)}",
        about=tuple(_about(session, takes)),
        remarks=tuple(_remarks(session)),
        questions=tuple(questions),
        versions=tuple(_versions(one.take for one in takes if one.take is not None)),
    )


def overview_data(root: Path, *, linked_from: Path) -> OverviewData:
    """All sessions below `root`; the page in the folder `linked_from` links to those that have pages."""
    sittings, damaged = [], []
    for folder in session_folders(root):
        try:
            session = open_session(root, str(folder))
            takes = list(session.takes())
        except SessionError as error:
            damaged.append(f"{folder.name}: {within(folder, error.message)}")
            continue
        hurt = [one for one in takes if one.damage is not None]
        damaged += [f"{folder.name}, {place_of(one)}: {within(folder, one.damage or '')}" for one in hurt]
        sittings.append(_sitting(session, takes, linked_from))
    return overview(sittings, damaged)


def _sitting(session: Session, takes: Sequence[SavedTake], linked_from: Path) -> Sitting:
    asked = asked_questions(session.document)
    page = session.folder / PAGE
    return Sitting(
        id=session.id,
        day=day_of(session),
        role=_role(session),
        address=address_of(page, seen_from=linked_from) if page.is_file() else None,
        demo=session.document["plan"].get("demo") is True,
        questions=len({one.number for one in takes}),
        answers=tuple(
            Answer(
                one.question_id,
                asked.get(one.question_id, {}).get("topic", one.question_id),
                one.take,
                begun=_begun(session, one),
                complete=one.complete,
            )
            for one in takes
            if one.take is not None and one.outcome is None
        ),
    )


def _begun(session: Session, saved: SavedTake) -> datetime:
    """When it was given; older sessions say only when they began, and what has no date comes first."""
    return saved.begun or created_at(session.folder) or datetime.fromtimestamp(0, UTC)


def place_of(saved: SavedTake) -> str:
    """Which take it is, in words."""
    return f"question {saved.number}, take {saved.attempt}"


def within(folder: Path, text: str) -> str:
    """A message about files of the folder, without its path: a page may be sent to somebody.

    The folder may have been named from here, or through a link, and the message may have its full path.
    """
    for one in (folder.resolve(), folder):
        text = text.replace(f"{one}{os.sep}", "").replace(lies_in(one.parent), "")
    return text


def key_of(saved: SavedTake) -> str:
    """Unique within a session, and safe as an id and as a file name."""
    return f"{saved.number:02d}-take{saved.attempt}"


def day_of(session: Session) -> str:
    """When it was held, as people write it."""
    try:
        created = datetime.fromisoformat(str(session.document.get("created")))
    except ValueError:
        return "date unknown"
    return full_day(created)


def _role(session: Session) -> str:
    """As people write it; the id where nothing says."""
    return (role_of(session.folder, session.document) or session.id).replace("-", " ")


def _shown(saved: SavedTake, folder: Path, bands: Bands, no_sound: str | None) -> TakeData:
    key, title = key_of(saved), _title(saved)
    if saved.outcome is not None:
        return aside_data(why_set_aside(saved.outcome), key=key, title=title, state="aside", text=saved.text)
    if saved.take is None:
        headline = within(folder, _why_nothing(saved))
        state = "aside" if saved.damage is None else "damaged"
        return aside_data(headline, key=key, title=title, state=state, text=saved.text)
    failure = saved.take.failure
    take = saved.take if failure is None else replace(saved.take, failure=within(folder, failure))
    try:
        if saved.part is not None:
            shown = part_data(take, saved.part, key=key, title=title, bands=bands, no_sound=no_sound)
        else:
            shown = take_data(take, key=key, title=title, bands=bands, no_sound=no_sound)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as cause:
        # The file has every name that it should have, but something else stands there.
        headline = f"The result is damaged: {cause!r}."
        return aside_data(headline, key=key, title=title, state="damaged", text=saved.text)
    if saved.complete:
        return shown
    state = "broken" if shown.state == "scored" else shown.state
    return replace(shown, state=state, remarks=(BROKEN_OFF, *shown.remarks))


def _why_nothing(saved: SavedTake) -> str:
    if saved.damage is not None:
        return f"The result is damaged: {saved.damage}"
    if saved.recording is None and saved.text is None:
        return "No answer was given."
    return "Saved, but not scored yet."


def _title(saved: SavedTake) -> str:
    return f"Take {saved.attempt}"


def _about(session: Session, takes: Sequence[SavedTake]) -> Iterator[str]:
    yield f"Role: {_role(session)}"
    answers = [one for one in takes if one.outcome is None and one.part is None]
    scored = sum(one.take is not None and one.take.content is not None for one in answers)
    noun = "take" if len(answers) == 1 else "takes"
    yield f"{scored} of {len(answers)} {noun} {'has' if scored == 1 else 'have'} a result"
    yield f"Session {session.id}"


def _remarks(session: Session) -> Iterator[str]:
    if session.document["plan"].get("demo") is True:
        yield "This is the demonstration: its answers ship with voiceprep and count in no trend."
    if (state := _STATES.get(session.document["status"])) is not None:
        yield state


def _versions(takes: Iterable[Take]) -> Iterator[tuple[str, str]]:
    """Everything that had a say; several identities where takes were judged at different times."""
    found: dict[str, dict[str, None]] = {}
    for take in takes:
        for name, identity in take.versions.items():
            found.setdefault(name, {})[identity] = None
    for name, identities in found.items():
        yield name, "; then ".join(identities)
