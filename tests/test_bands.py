"""The file of bands that people may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from voiceprep.bands import ENVIRONMENT_VARIABLE, load_bands
from voiceprep.errors import SettingsError
from voiceprep.packaged import packaged_path

if TYPE_CHECKING:
    from pathlib import Path

OURS = packaged_path("delivery.toml")


def test_ours_names_a_source_for_every_band() -> None:
    bands = load_bands(OURS)
    assert (bands.pace.low, bands.pace.high, bands.pace.evidence) == (120, 170, "convention")
    assert (bands.pause_from, bands.long_pause_from) == (0.25, 2.0)
    bounded = (bands.pace, bands.long_pauses, bands.length)
    for band in (*bounded, bands.filler_sounds, bands.filler_words, bands.loudness_spread):
        assert band.source
        assert band.evidence


def test_a_file_of_ones_own_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine.toml"
    changed = OURS.read_text(encoding="utf-8").replace("high = 170", "high = 200")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(mine))
    # Some editors put a mark before the text.
    for encoding in ("utf-8", "utf-8-sig"):
        mine.write_text(changed, encoding=encoding)
        assert load_bands().pace.high == 200
    assert load_bands().identity != load_bands(OURS).identity


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("low = 120", "low = 'slow'"),
        ("low = 120", "low = -1"),
        ("low = 120", "low = nan"),
        ("[phrases]", "[other]"),
        ("[pace]", "[pace"),
        ('filler_words = ["like"', "filler_words = [1"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = OURS.read_text(encoding="utf-8")
    assert old in text
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mine\.toml"):
        load_bands(mine)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_bands(tmp_path / "none.toml")
