"""At most one remark on delivery, only outside of a band, and never at the cost of content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import finding, spoken
from voiceprep.bands import load_bands
from voiceprep.coaching.prompts import load_prompts
from voiceprep.coaching.remarking import remark, with_remark
from voiceprep.delivered import Delivery, Fillers, Pace, Pause, Pauses, Phrase
from voiceprep.scoring.delivery import Sound, deliver
from voiceprep.values import Feedback

BANDS = load_bands()
PROMPTS = load_prompts()
CALM = Delivery(
    first_word=0.5,
    seconds=60.0,
    target_seconds=60.0,
    pace=Pace(150.0, 170.0, ()),
    pauses=Pauses(3, 2.0, 1, 2, ()),
    hedges=(),
    repetitions=(),
    restarts=(),
    first_key_point=1.0,
    loudness=None,
    fillers=Fillers(50, 50, (), 0.9, 0.9),
)


def _said(**changes: object) -> str | None:
    return remark(replace(CALM, **changes), BANDS, PROMPTS)  # type: ignore[arg-type]


def test_within_all_bands_nothing_is_said_however_many_fillers_there_are() -> None:
    assert _said() is None


@pytest.mark.parametrize(
    ("pace", "told"),
    [(119.4, "slowly, about 119"), (119.6, None), (120.0, None), (170.4, None), (170.6, "fast, about 171")],
)
def test_the_band_of_the_pace_includes_its_ends_as_they_are_told(pace: float, told: str | None) -> None:
    said = _said(pace=Pace(pace, pace, ()))
    assert said is None if told is None else told in (said or "")


def test_a_hedge_is_spoken_of_only_beside_a_key_point() -> None:
    hedge = Phrase("maybe", (0, 1), 0.0)
    assert _said(hedges=(hedge,)) is None
    said = _said(hedges=(replace(hedge, key_point="a"),)) or ""
    assert '"maybe"' in said
    assert "unsure" in said


def test_length_and_long_pauses() -> None:
    assert "about 60 were asked for" in (_said(seconds=100.0) or "")
    assert "there was time for 60" in (_said(seconds=20.0) or "")
    torn = tuple(Pause(float(place), 2.5, inside=True) for place in range(3))
    assert "in the middle of a sentence: 3." in (_said(pauses=Pauses(3, 7.5, 3, 0, torn)) or "")
    ends = tuple(replace(one, inside=False) for one in torn)
    assert _said(pauses=Pauses(3, 7.5, 0, 3, ends)) is None


@pytest.mark.parametrize("manner", ["neutral", "brisk", "warm"])
def test_one_long_pause_is_one(manner: str) -> None:
    """With a band of one's own it is remarked on."""
    strict = replace(BANDS, long_pauses=replace(BANDS.long_pauses, high=0.0))
    one = replace(CALM, pauses=Pauses(1, 2.5, 1, 0, (Pause(0.0, 2.5, inside=True),)))
    said = remark(one, strict, load_prompts(Path(manner))) or ""
    assert "1" in said
    assert "1 long pauses" not in said


def test_an_answer_that_was_cut_off_is_not_called_short() -> None:
    short = replace(CALM, seconds=12.0)
    assert "only" in (remark(short, BANDS, PROMPTS) or "")
    assert remark(short, BANDS, PROMPTS, complete=False) is None
    slow = replace(short, pace=Pace(80.0, 90.0, ()))
    assert "slowly" in (remark(slow, BANDS, PROMPTS, complete=False) or "")
    long = replace(CALM, seconds=100.0)
    assert remark(long, BANDS, PROMPTS, complete=False) == remark(long, BANDS, PROMPTS)


def test_what_was_not_measured_is_not_spoken_of() -> None:
    assert _said(pace=None, pauses=None, seconds=None) is None


def test_content_comes_first() -> None:
    short, long = Feedback("a", "b", "Two words."), Feedback("a", "b", "word " * 52)
    assert with_remark(short, "Slow.").spoken == "Two words. Slow."
    assert with_remark(long, "You spoke slowly.").spoken == long.spoken
    assert with_remark(long, "You spoke slowly.").delivery == "You spoke slowly."
    assert with_remark(short, None) == short


def test_right_but_unsure_from_the_words_to_the_sentence() -> None:
    words = spoken("maybe a map finds it by key")
    stated = finding(quote="a map finds it by key", words=(1, 7))
    delivery = deliver(words, Sound((), None), BANDS, findings=[stated], target_seconds=60.0)
    assert "unsure" in (remark(delivery, BANDS, PROMPTS) or "")
