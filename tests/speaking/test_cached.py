"""Sentences that were spoken once, kept on disk: the same sound, sooner, and never a fault."""

from __future__ import annotations

import os
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.speaking.humming import HummingVoice
from voiceprep.speaking import hibari as hibari_module
from voiceprep.speaking.cached import CachedVoice
from voiceprep.speaking.interface import SpeakingError


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.wav"))


def test_a_sentence_is_made_once_and_sounds_the_same_ever_after(tmp_path: Path) -> None:
    first, later = HummingVoice(), HummingVoice()
    made = CachedVoice(first, tmp_path).synthesise("Welcome.")
    again = CachedVoice(later, tmp_path).synthesise("Welcome.")
    assert first.said == ["Welcome."]
    assert later.said == []
    assert later.loaded == 0
    assert np.array_equal(made.samples, again.samples)
    assert (again.sample_rate, again.source) == (8_000, "humming voice 1")


def test_what_is_kept_can_be_played(tmp_path: Path) -> None:
    CachedVoice(HummingVoice(), tmp_path).synthesise("Welcome.")
    (file,) = kept(tmp_path)
    with wave.open(str(file), "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 8_000)
        assert sound.getnframes() == 6_400


def test_another_voice_edition_or_text_is_another_sentence(tmp_path: Path) -> None:
    CachedVoice(HummingVoice(), tmp_path, edition="1").synthesise("Welcome.")
    for voice, edition, text in (
        (HummingVoice(identity="humming voice 2"), "1", "Welcome."),
        (HummingVoice(), "2", "Welcome."),
        (HummingVoice(), "1", "welcome."),
    ):
        CachedVoice(voice, tmp_path, edition=edition).synthesise(text)
        assert voice.said == [text]
    assert len(kept(tmp_path)) == 4


def test_the_voice_is_loaded_only_where_it_has_never_spoken_here(tmp_path: Path) -> None:
    voice = HummingVoice()
    cached = CachedVoice(voice, tmp_path)
    cached.load()
    assert voice.loaded == 1
    cached.synthesise("Welcome.")
    fresh = HummingVoice()
    CachedVoice(fresh, tmp_path).load()
    assert fresh.loaded == 0
    CachedVoice(fresh, tmp_path).synthesise("A new one.")
    assert fresh.loaded == 1


def test_a_voice_that_cannot_be_loaded_says_so_before_the_interview(tmp_path: Path) -> None:
    with pytest.raises(SpeakingError, match="hoarse"):
        CachedVoice(HummingVoice(broken=True), tmp_path).load()


def test_what_the_voice_cannot_say_is_its_own_fault_and_leaves_nothing(tmp_path: Path) -> None:
    CachedVoice(HummingVoice(), tmp_path).synthesise("Welcome.")
    broken = CachedVoice(HummingVoice(broken=True), tmp_path)
    assert broken.synthesise("Welcome.").seconds == pytest.approx(0.8)
    with pytest.raises(SpeakingError, match="hoarse"):
        broken.synthesise("A new one.")
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize("spoil", ["cut", "empty", "flipped", "zeros", "text"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, spoil: str) -> None:
    whole = CachedVoice(HummingVoice(), tmp_path).synthesise("Welcome.")
    (file,) = kept(tmp_path)
    content = file.read_bytes()
    damaged = {
        "cut": content[:-100],
        "empty": b"",
        "flipped": content[:500] + bytes([content[500] ^ 1]) + content[501:],
        "zeros": bytes(len(content)),
        "text": b"Welcome.",
    }
    file.write_bytes(damaged[spoil])
    told: list[str] = []
    voice = HummingVoice()
    again = CachedVoice(voice, tmp_path, remark=told.append).synthesise("Welcome.")
    assert np.array_equal(again.samples, whole.samples)
    assert voice.said == ["Welcome."]
    assert len(told) == 1
    assert "is damaged" in told[0]
    assert file.read_bytes() == content


@pytest.mark.parametrize("fault", ["a file in its place", "no such disk", "a folder in the file's place"])
def test_without_a_usable_cache_it_speaks_all_the_same(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "speech"
    if fault == "a file in its place":
        folder.write_text("not a folder")
    elif fault == "no such disk":
        folder = Path("/dev/null/speech")
    else:
        CachedVoice(HummingVoice(), folder).synthesise("Welcome.")
        (file,) = kept(folder)
        file.unlink()
        file.mkdir()
    told: list[str] = []
    voice = HummingVoice()
    cached = CachedVoice(voice, folder, remark=told.append)
    cached.load()
    assert cached.synthesise("Welcome.").seconds == pytest.approx(0.8)
    assert cached.synthesise("Welcome.").seconds == pytest.approx(0.8)
    assert voice.said == ["Welcome."] * 2
    assert told
    assert not list(tmp_path.glob("**/.new-*"))


def test_a_cache_that_may_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    CachedVoice(HummingVoice(), tmp_path).synthesise("Welcome.")
    monkeypatch.setattr(os, "utime", refuse)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    told: list[str] = []
    voice = HummingVoice()
    cached = CachedVoice(voice, tmp_path, remark=told.append)
    cached.synthesise("Welcome.")
    assert (voice.said, told) == ([], [])
    cached.synthesise("A new one.")
    assert len(told) == 1
    assert "cannot be cached" in told[0]


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    def say(text: str, identity: str = "humming voice 1") -> None:
        CachedVoice(HummingVoice(identity=identity), tmp_path, limit=4_000).synthesise(text)
        time.sleep(0.02)  # files of one moment have no order

    say("a")
    say("b", identity="humming voice 2")
    say("a")
    say("c")
    say("d")  # 1,676 bytes each: two fit
    voice = HummingVoice()
    cached = CachedVoice(voice, tmp_path, limit=4_000)
    assert len(kept(tmp_path)) == 2
    cached.synthesise("d")
    cached.synthesise("c")
    assert voice.said == []
    cached.synthesise("a")
    assert voice.said == ["a"]


def test_a_sentence_larger_than_the_cache_is_said_all_the_same(tmp_path: Path) -> None:
    cached = CachedVoice(HummingVoice(), tmp_path, limit=1_000)
    assert cached.synthesise("A long sentence.").seconds == pytest.approx(1.6)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speech")


@given(text=st.text(min_size=1, max_size=5))
@settings(max_examples=30)
def test_any_text_comes_back_as_its_own_sound(shared: Path, text: str) -> None:
    expected = HummingVoice(rate=400).synthesise(text)
    for _ in range(2):
        heard = CachedVoice(HummingVoice(rate=400), shared).synthesise(text)
        assert np.allclose(heard.samples, expected.samples, atol=2**-15)


def test_a_changed_lexicon_is_another_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hibari_module.edition()
    other = tmp_path / "lexicon.json"
    other.write_text('{"words": {}}')
    monkeypatch.setattr(hibari_module, "_lexicon", lambda: other)
    assert hibari_module.edition() != before
