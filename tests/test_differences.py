"""Whatever a rescored answer has that the saved one has not, is told; of the same result nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import finding, take
from voiceprep.replay import differences
from voiceprep.values import Abstention, AbstentionReason, SoundKind, SoundQuality, Status, Take, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

SOUND = SoundQuality(SoundKind.SPEECH, 8.0, 0.8, -20.0, -60.0, 40.0, 0.0)
SCORED = replace(
    take("q", content=50.0),
    recited=0.1,
    sound=SOUND,
    findings=(finding(Verdict.COVERED, name="kept"), finding(Verdict.MISSED, name="gone")),
)
SILENT = Take(
    "q", "a.wav", Status.ABSTAINED, abstention=Abstention(AbstentionReason.SILENCE, "Nobody spoke.")
)


def test_of_the_same_result_nothing_is_told() -> None:
    assert list(differences(SCORED, SCORED)) == []


def test_of_an_answer_that_could_not_be_scored_again_only_that_is_told() -> None:
    scored = replace(SCORED, versions={"judge": "a", "bank": "b"})
    failed = Take("q", "a.wav", Status.FAILED, failure="The question is not in the bank.")
    told = list(differences(scored, failed))
    assert told == ["status: scored → failed", 'reason: none → "The question is not in the bank."']


@pytest.mark.parametrize(
    ("old", "changed", "told"),
    [
        (SCORED, {"findings": SCORED.findings[:1]}, "gone: no key point any more, was missed"),
        (SCORED, {"recited": 0.9}, "recited: 0.1 → 0.9"),
        (SCORED, {"sound": replace(SOUND, kind=SoundKind.CLIPPED)}, "the sound is measured differently"),
        (SCORED, {"seconds": 7.0}, "length: none → 7"),
        (
            SILENT,
            {"abstention": Abstention(AbstentionReason.HISS, "Only a hiss.")},
            'reason: "Nobody spoke." → "Only a hiss."',
        ),
        (
            replace(SILENT, status=Status.FAILED, abstention=None, failure="It is gone."),
            {"failure": "It cannot be read."},
            'reason: "It is gone." → "It cannot be read."',
        ),
    ],
)
def test_a_change_is_told(old: Take, changed: Mapping[str, object], told: str) -> None:
    new = replace(old, **changed)  # type: ignore[arg-type]
    assert list(differences(old, new)) == [told]
