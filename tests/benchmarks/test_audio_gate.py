"""The bench of the sound rules: its sounds are what they claim to be, and a missed target is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import made_sounds as made
from benchmarks.audio_gate import MOST_CPU, Judged, _missed, _table
from benchmarks.sound_cases import HALVES, Case, crowds, no_answers, recordings

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.made_sounds import Samples


def _level(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


def _speech(seed: int) -> Samples:
    """Noise in bursts, which has the loudness of speech if nothing else of it."""
    rng = np.random.default_rng(seed)
    bursts = np.repeat(rng.random(60) ** 3, 800)
    return made.at_level(bursts * rng.normal(size=len(bursts)), -30)


@pytest.mark.parametrize("level", [-60.0, -30.0, -15.0])
def test_a_sound_is_brought_to_a_level(level: float) -> None:
    assert _level(made.at_level(_speech(1), level)) == pytest.approx(level, abs=0.1)


@pytest.mark.parametrize("ratio", [20.0, 0.0, -5.0])
def test_noise_is_as_loud_as_it_is_said_to_be(ratio: float) -> None:
    speech = _speech(1)
    noise = np.random.default_rng(2).normal(size=1000).astype(np.float32)
    both = made.noisy(np.random.default_rng(3), speech, noise, ratio)
    rest = both - made.at_level(speech, -26)
    assert _level(rest) == pytest.approx(-26 - ratio, abs=0.2)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_a_share_of_the_samples_is_cut_off(share: float) -> None:
    samples = made.clipped(_speech(1), share)
    assert np.mean(np.abs(samples) >= 0.999) == pytest.approx(share, rel=0.05)


def test_a_seed_names_a_sound_and_the_halves_share_none() -> None:
    first, again = list(no_answers(4)), list(no_answers(4))
    for one, other in zip(first, again, strict=True):
        assert (one.kind, one.name, one.half) == (other.kind, other.name, other.half)
        assert np.array_equal(one.samples, other.samples)
    names = [{one.name for one in first if one.half == half} for half in HALVES]
    assert not names[0] & names[1]
    assert len({one.samples.tobytes() for one in first if one.kind != "silence"}) == 4 * 9


def test_crowds_are_of_the_people_of_their_half() -> None:
    people = [Case("read", str(n), HALVES[n % 2], _speech(n)) for n in range(4)]
    alone = [replace(one, half=HALVES[0]) for one in people[::2]]
    some = [one.samples for one in crowds(people, 2) if one.half == HALVES[0]]
    same = [one.samples for one in crowds(alone, 2) if one.half == HALVES[0]]
    assert [one.tobytes() for one in some] == [one.tobytes() for one in same]
    assert list(crowds([], 2)) == []


def test_without_recordings_there_are_none(tmp_path: Path) -> None:
    assert list(recordings(tmp_path)) == []


def _judged(kind: str, verdict: str, right: str | None = None) -> Judged:
    return Judged(kind, "it", HALVES[1], right, verdict, {}, None, None, 0.5, 10.0, 0.01, 0.1)


def test_targets_that_are_met_are_not_missed() -> None:
    fine = [_judged("read", "heard"), _judged("read", "too_short"), _judged("noisy", "too_noisy")]
    fine += [_judged("hiss", "hiss", "hiss")] * 20
    assert _missed(fine, MOST_CPU) == []
    assert _missed([*fine, _judged("hiss", "clicks", "hiss")], MOST_CPU) == []


@pytest.mark.parametrize(
    ("judged", "told"),
    [
        (_judged("read", "babble"), "clear speech refused: it as babble"),
        (_judged("music, organ", "heard, too_noisy", "music"), "no answer, and yet heard: music, organ, it"),
        (_judged("hum", "music", "hiss"), "hum: 0 of 1 called by their name"),
    ],
)
def test_a_missed_target_is_told(judged: Judged, told: str) -> None:
    assert told in _missed([judged], MOST_CPU)
    assert len(_missed([judged], 2 * MOST_CPU)) == len(_missed([judged], MOST_CPU)) + 1


def test_the_table_counts_verdicts_and_errors_apart() -> None:
    row = _table([_judged("read", "heard"), _judged("read", "clipped"), _judged("read", "heard")])["read"]
    assert row["sounds"] == 3
    assert row["verdicts"] == {"heard": 2, "clipped": 1}
    assert (row["word_error_rate_heard"], row["word_error_rate_refused"]) == (0.5, 0.5)
