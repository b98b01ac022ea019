"""The interviewer's sentences: every fault names file, entry and what is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.coaching.prompts import Prompts, load_prompts
from voiceprep.errors import PromptsError
from voiceprep.packaged import packaged_path

NEUTRAL = packaged_path("prompts") / "neutral"
_NAMES = (
    "count role number total topic limit patience seconds reason answered strongest weakest quote claim "
    "own_words gone now repeat skip quit target pace share usual again part what covered point gained lost "
    "unjudged"
)
PLACES = dict.fromkeys(_NAMES.split(), "seven")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of ours to spoil."""
    return shutil.copytree(NEUTRAL, tmp_path / "mine")


def _replace_entry(folder: Path, name: str, line: str, *, file: str = "feedback.toml") -> None:
    """Put `line` in the place of the entry `name`."""
    path = folder / file
    kept = [text for text in path.read_text().splitlines() if not text.startswith(f"{name} =")]
    path.write_text("\n".join([*kept, line]))


def test_ours_are_sound_and_every_sentence_can_be_said() -> None:
    ours = load_prompts()
    for name in ours.sentences:
        for seed in ("", "a", "b", "c"):
            assert "$" not in ours.say(name, seed=seed, **PLACES)


def test_a_folder_of_ones_own(folder: Path) -> None:
    _replace_entry(folder, "all_covered", "all_covered = 'Bravo.'")
    assert load_prompts(folder).say("all_covered") == "Bravo."


def test_our_manners_have_names_and_a_folder_of_that_name_comes_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    assert load_prompts(Path("warm")).sentences == load_prompts(packaged_path("prompts") / "warm").sentences
    _replace_entry(folder, "all_covered", "all_covered = 'Bravo.'")
    folder.rename(folder.parent / "warm")
    assert load_prompts(Path("warm")).say("all_covered") == "Bravo."


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(PromptsError, match="no folder of prompts at") as caught:
        load_prompts(tmp_path / "none")
    assert "--prompts" in caught.value.next_step


@pytest.mark.parametrize("file", ["interview.toml", "feedback.toml"])
def test_a_missing_file_is_that_of_the_neutral_manner(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert load_prompts(folder).sentences == load_prompts().sentences


def test_a_folder_without_any_sentence_is_no_manner(tmp_path: Path) -> None:
    with pytest.raises(PromptsError, match="holds no sentence") as caught:
        load_prompts(tmp_path)
    assert "copy prompts/neutral" in caught.value.next_step


def test_the_mark_that_some_editors_put_before_a_text_is_no_fault(folder: Path) -> None:
    path = folder / "feedback.toml"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert load_prompts(folder).sentences == load_prompts().sentences


@pytest.mark.parametrize("content", [b"strength = ", b"strength = '\xe4'"], ids=["half a line", "latin-1"])
def test_a_file_that_is_not_toml(folder: Path, content: bytes) -> None:
    (folder / "feedback.toml").write_bytes(content)
    with pytest.raises(PromptsError, match=r"feedback\.toml cannot be read as TOML"):
        load_prompts(folder)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("all_covered = 7", '"all_covered" must be a sentence'),
        ("all_covered = ' '", '"all_covered" must be a sentence'),
        ("all_covered = []", '"all_covered" must be a sentence'),
        ("all_covered = ['Good.', 7]", '"all_covered" must be a sentence'),
        ("all_covered = ['Good.', '']", '"all_covered" must be a sentence'),
        ("all_covered = 'You earn 5 $ now.'", r'"all_covered" has a stray \$ \(write \$\$'),
        ("all_covered = 'You covered $claim.'", r'"all_covered" uses \$claim, .* \(known: none\)'),
        ("all_covered = ['Fine.', 'Fine ${quote}.']", r'"all_covered" uses \$quote'),
        ("all_covered = 'Fine.'\npraise = 'Good.'", '"praise" is not an entry; known are strength'),
    ],
)
def test_a_faulty_entry_is_named_with_its_file(folder: Path, line: str, fault: str) -> None:
    _replace_entry(folder, "all_covered", line)
    with pytest.raises(PromptsError, match=rf"feedback\.toml: {fault}") as caught:
        load_prompts(folder)
    assert "prompts/neutral" in caught.value.next_step


def test_a_sentence_that_a_copy_lacks_is_that_of_the_neutral_manner(folder: Path) -> None:
    """A copy stays of use when a later voiceprep has a sentence more to say."""
    _replace_entry(folder, "all_covered", "all_covered = 'Bravo.'")
    _replace_entry(folder, "fix_missed", "")
    mine = load_prompts(folder)
    assert mine.say("all_covered") == "Bravo."
    assert mine.sentences["fix_missed"] == load_prompts().sentences["fix_missed"]
    assert mine.manner == folder.name


def test_what_the_neutral_manner_lacks_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _replace_entry(folder, "all_covered", "")
    _replace_entry(folder, "fix_missed", "")
    folder.rename(folder.parent / "neutral")
    monkeypatch.setattr("voiceprep.coaching.prompts.packaged_path", lambda _: folder.parent)
    with pytest.raises(PromptsError, match=r"neutral lacks fix_missed, all_covered\.") as caught:
        load_prompts()
    assert "Put back" in caught.value.next_step


def test_an_unknown_place_brings_the_known_ones(folder: Path) -> None:
    _replace_entry(folder, "fix_missed_after", "fix_missed_after = 'Add $clam.'")
    with pytest.raises(PromptsError, match=r"uses \$clam, .* \(known: \$claim, \$own_words\)"):
        load_prompts(folder)


def test_two_dollars_are_one(folder: Path) -> None:
    _replace_entry(folder, "all_covered", "all_covered = 'Worth 5 $$.'")
    assert load_prompts(folder).say("all_covered") == "Worth 5 $."


def test_a_place_may_be_left_out(folder: Path) -> None:
    _replace_entry(folder, "fix_opposite", "fix_opposite = 'No. $claim'")
    assert load_prompts(folder).say("fix_opposite", quote="x", claim="Yes.") == "No. Yes."


def test_the_seed_picks_among_variants_and_all_get_their_turn() -> None:
    prompts = Prompts({"praise": ("one", "two", "three")})
    said = [prompts.say("praise", seed=str(number)) for number in range(50)]
    assert said == [prompts.say("praise", seed=str(number)) for number in range(50)]
    assert set(said) == {"one", "two", "three"}


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_pick_is_the_same_in_every_run(hash_seed: str) -> None:
    """Python's own hash of a text changes from run to run."""
    code = (
        "from voiceprep.coaching.prompts import Prompts; "
        "print(*(Prompts({'x': tuple('abcdefgh')}).say('x', seed=str(n)) for n in range(20)))"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    here = [Prompts({"x": tuple("abcdefgh")}).say("x", seed=str(number)) for number in range(20)]
    assert run.stdout.decode().split() == here


@given(st.text())
def test_what_the_person_said_is_repeated_letter_by_letter(words: str) -> None:
    """Even where it looks like one of our places."""
    prompts = Prompts({"echo": ("<$quote|$claim>",)})
    assert prompts.say("echo", seed=words, quote=words, claim="$quote") == f"<{words}|$quote>"


@pytest.mark.parametrize(
    "manner", sorted(path.name for path in packaged_path("prompts").iterdir() if path.is_dir())
)
def test_every_manner_that_we_ship_is_whole(manner: str) -> None:
    """What one of ours lacked would be taken from the neutral manner without a word."""
    load_prompts(packaged_path("prompts") / manner)
    for file in ("interview.toml", "feedback.toml"):
        neutral, other = (
            tomllib.loads((folder / file).read_text(encoding="utf-8"))
            for folder in (NEUTRAL, NEUTRAL.parent / manner)
        )
        assert set(other) == set(neutral)


@pytest.mark.parametrize("manner", ["brisk", "warm"])
def test_every_manner_has_words_of_its_own(manner: str) -> None:
    """A sentence that was only copied from the neutral manner has not been thought about."""
    neutral, other = load_prompts(), load_prompts(Path(manner))
    same = [name for name in neutral.sentences if neutral.sentences[name] == other.sentences[name]]
    assert set(same) <= {"skipped", "playing", "exam_result"}


@pytest.mark.parametrize("manner", ["neutral", "brisk", "warm"])
def test_a_third_take_is_not_compared_with_the_first_time_round(manner: str) -> None:
    """It is compared with the one that counted before."""
    assert "first" not in load_prompts(Path(manner)).say("compared_gained", gained="one point")


def test_the_warm_manner_speaks_of_the_answer_and_not_of_the_person() -> None:
    said = " ".join(text for variants in load_prompts(Path("warm")).sentences.values() for text in variants)
    judging = {
        "amazing",
        "awesome",
        "perfect",
        "brilliant",
        "smart",
        "confident",
        "nervous",
        "failed",
        "wrong",
        "!",
    }
    assert [word for word in judging if word in said.lower()] == []
