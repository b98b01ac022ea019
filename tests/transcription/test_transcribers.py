"""One contract for every recogniser, and what each one owes on top."""

from __future__ import annotations

import importlib.util
import json
import re
import socket
import subprocess
import sys
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.transcription.conftest import SENTENCES
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import write_wav
from voiceprep.errors import MissingError
from voiceprep.transcription import faster_whisper as faster_whisper_module
from voiceprep.transcription.faster_whisper import FasterWhisper
from voiceprep.transcription.hearing import hear
from voiceprep.transcription.interface import Transcriber, TranscriptionError
from voiceprep.transcription.openai_whisper import OpenAIWhisper
from voiceprep.transcription.sidecar import SidecarText
from voiceprep.transcription.timed_words import timed_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.values import Transcript

ENGINES: dict[str, Callable[[], Transcriber]] = {
    "faster-whisper int8": FasterWhisper,
    "faster-whisper float32": lambda: FasterWhisper(compute_type="float32"),
    "openai-whisper": OpenAIWhisper,
    "sidecar": SidecarText,
}
SPOKEN = SENTENCES["hash map"]


def _params() -> list[Any]:
    return [
        pytest.param(name, marks=() if name == "sidecar" else pytest.mark.models, id=name) for name in ENGINES
    ]


@pytest.fixture(scope="module", params=_params())
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def engine(engine_name: str) -> Transcriber:
    return ENGINES[engine_name]()


@pytest.fixture(scope="module")
def clip(engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A recording on disk with SPOKEN in it, its text beside it."""
    if engine_name == "sidecar":
        samples = np.zeros(16_000, dtype=np.float32)
    else:
        samples = request.getfixturevalue("spoken")["hash map"].samples
    path = tmp_path_factory.mktemp("answers") / "answer.wav"
    write_wav(Clip(samples), path)
    path.with_suffix(".txt").write_text(SPOKEN, encoding="utf-8")
    return Clip(samples, source=str(path))


@pytest.fixture(scope="module")
def transcript(engine: Transcriber, clip: Clip) -> Transcript:
    """Made once, since a recogniser takes its time."""
    return engine.transcribe(clip)


def _plain(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def test_identity_is_one_line_and_stays_the_same(engine: Transcriber) -> None:
    before = engine.identity
    engine.load()
    engine.load()
    assert engine.identity == before
    assert before
    assert "\n" not in before


def test_the_identity_changes_with_everything_that_decodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept of another decoder is not taken for what this one hears."""
    before = FasterWhisper().identity
    assert version("ctranslate2") in before
    monkeypatch.setattr(faster_whisper_module, "DECODING_RULES", "others")
    assert FasterWhisper().identity != before


def test_words_are_what_was_said(engine: Transcriber, transcript: Transcript) -> None:
    assert _plain(transcript.text) == _plain(SPOKEN)
    assert transcript.engine == engine.identity


def test_words_are_clean_and_numbers_plain(transcript: Transcript) -> None:
    assert all(word.text == word.text.strip() != "" for word in transcript.words)
    for word in transcript.words:
        for number in (word.start, word.end, word.probability):
            assert number is None or type(number) is float
    assert type(transcript.language_probability) in (float, type(None))
    json.dumps(asdict(transcript))


def test_times_rise_within_the_clip_or_are_absent(transcript: Transcript, clip: Clip) -> None:
    words = transcript.words
    starts = [word.start for word in words if word.start is not None]
    ends = [word.end for word in words if word.end is not None]
    assert len(starts) == len(ends)
    assert len(starts) in (0, len(words))
    assert starts == sorted(starts)
    assert all(0 <= start <= end <= clip.seconds for start, end in zip(starts, ends, strict=True))


def test_probabilities_and_language_are_in_range(transcript: Transcript) -> None:
    assert transcript.language in ("en", None)
    assert (transcript.language is None) == (transcript.language_probability is None)
    numbers = [word.probability for word in transcript.words] + [transcript.language_probability]
    assert all(0 <= number <= 1 for number in numbers if number is not None)


def test_the_same_clip_gives_the_same_transcript(
    engine: Transcriber, clip: Clip, transcript: Transcript
) -> None:
    assert engine.transcribe(clip) == transcript


def test_a_fresh_engine_is_quiet_and_stays_offline(
    engine_name: str, clip: Clip, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object, **_kwargs: object) -> None:
        raise AssertionError(f"network: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ENGINES[engine_name]().transcribe(clip)
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "sidecar"])
def whisper(request: pytest.FixtureRequest) -> Transcriber:
    return ENGINES[request.param]()


@pytest.mark.models
@pytest.mark.parametrize("samples", [0, 1, 399, 400, 1600])
def test_whisper_takes_clips_too_short_for_words(whisper: Transcriber, samples: int) -> None:
    assert whisper.transcribe(Clip(np.zeros(samples, dtype=np.float32))).words == ()


@pytest.mark.models
def test_whisper_detects_the_language(whisper: Transcriber, spoken: dict[str, Clip]) -> None:
    transcript = whisper.transcribe(spoken["cat"])
    assert transcript.language == "en"
    assert transcript.language_probability is not None
    assert transcript.language_probability > 0.8


@pytest.mark.models
def test_whisper_reads_past_its_window(whisper: Transcriber, clips: dict[str, Clip]) -> None:
    clip = clips["long"]
    words = hear(clip, whisper)[1].words
    assert clip.seconds > 45
    assert words[-1].end is not None
    assert words[-1].end > clip.seconds - 4
    assert sum(word in ("garden", "garden's") for word in _plain(" ".join(w.text for w in words))) == 3


@pytest.mark.models
def test_beam_search_is_deterministic_too(spoken: dict[str, Clip]) -> None:
    engine = FasterWhisper(beam_size=5)
    assert engine.identity.endswith("beam5")
    assert engine.transcribe(spoken["cat"]) == engine.transcribe(spoken["cat"])


@pytest.mark.models
def test_a_clip_is_encoded_once_for_language_words_and_filled_pauses(spoken: dict[str, Clip]) -> None:
    engine = FasterWhisper()
    engine.load()
    encode = engine._model.encode
    calls: list[object] = []

    def counted(features: object) -> object:
        calls.append(features)
        return encode(features)

    engine._model.encode = counted
    heard = engine.transcribe(spoken["cat"])
    engine.verbatim(spoken["cat"], heard.text)
    assert len(calls) == 1
    engine.verbatim(spoken["cat"], heard.text)
    assert len(calls) == 2, "it is kept for as long as it is wanted"


@pytest.mark.models
@pytest.mark.parametrize(("gain", "taken"), [(0.31, True), (0.29, False), (-1.0, False)])
def test_a_window_that_hardly_says_anything_is_heard_again_without_the_words_before(
    spoken: dict[str, Clip], monkeypatch: pytest.MonkeyPatch, gain: float, taken: bool
) -> None:
    """And that is taken only where it is clearly likelier. Shown like words, Whisper may lose a sentence."""
    whole, real, shown = FasterWhisper(), FasterWhisper._generated, []

    def lost(self: FasterWhisper, encoded: Any, *, before: str, most: int) -> Any:
        shown.append(before)
        written = real(self, encoded, before=before, most=most)
        if before:
            return replace(
                written, tokens=written.tokens[-2:], likely=faster_whisper_module.LOST_BELOW - 0.01
            )
        return replace(written, likely=faster_whisper_module.LOST_BELOW - 0.01 + gain)

    monkeypatch.setattr(FasterWhisper, "_generated", lost)
    words = whole.transcribe(spoken["hash map"], before="A map is a hash.").words
    assert shown == ["A map is a hash.", ""]
    assert (len(words) > 2) is taken


@pytest.mark.models
def test_a_recogniser_that_got_stuck_is_given_all_the_context_it_was_trained_on(
    spoken: dict[str, Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faster_whisper_module, "MAX_COMPRESSION", 0.1)  # everything seems stuck
    engine = FasterWhisper()
    engine.load()
    encode = engine._model.encode
    lengths: list[int] = []

    def noted(features: np.ndarray) -> object:
        lengths.append(features.shape[-1])
        return encode(features)

    engine._model.encode = noted
    transcript = engine.transcribe(spoken["cat"])
    assert lengths == [1500, 3000]
    assert _plain(transcript.text) == _plain(SENTENCES["cat"])


@pytest.mark.models
def test_more_than_it_hears_at_once_is_a_mistake_of_ours() -> None:
    engine = FasterWhisper()
    with pytest.raises(ValueError, match="at once"):
        engine.transcribe(Clip(np.zeros(31 * 16_000, dtype=np.float32)))


@pytest.mark.parametrize("engine", [FasterWhisper(), OpenAIWhisper()], ids=["faster", "openai"])
def test_another_sample_rate_is_refused(engine: Transcriber) -> None:
    with pytest.raises(TranscriptionError, match="24000 Hz"):
        engine.transcribe(Clip(np.zeros(24_000, dtype=np.float32), sample_rate=24_000))


@pytest.mark.parametrize("make", [FasterWhisper, OpenAIWhisper])
def test_a_folder_without_the_model_is_missing(make: Callable[[Path], Transcriber], tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"model\.bin"):
        make(tmp_path).load()


def test_openai_whisper_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "whisper" else found(name, *rest)
    )
    with pytest.raises(MissingError) as caught:
        OpenAIWhisper().load()
    assert caught.value.next_step == 'pip install "voiceprep[whisper]"'


class _BrokenModel:
    dims = None

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("out of luck")


def test_a_fault_in_the_library_becomes_ours() -> None:
    engine = FasterWhisper()
    engine._model = _BrokenModel()
    with pytest.raises(TranscriptionError, match="out of luck") as caught:
        engine.transcribe(Clip(np.zeros(16_000, dtype=np.float32), source="answer.wav"))
    assert "answer.wav" in caught.value.message
    assert caught.value.next_step


def test_a_piece_without_a_blank_in_front_belongs_to_the_word_before_it() -> None:
    words = timed_words(
        [(" trade", 1.0, 1.4, 0.9), ("-off", 1.4, 1.6, 0.5), (" is", 1.7, 1.8, 1.0)], seconds=2.0
    )
    assert [(w.text, w.start, w.end, w.probability) for w in words] == [
        ("trade-off", 1.0, 1.6, 0.5),
        ("is", 1.7, 1.8, 1.0),
    ]


def test_times_outside_the_clip_or_out_of_order_are_moved() -> None:
    heard = [
        (" one", 1.0, 0.9, 0.5),
        ("  ", 1.0, 1.1, 0.5),
        (" two ", 0.8, 2.0, 1.2),
        (" three", 3.0, 9.0, -0.1),
    ]
    words = timed_words(heard, seconds=4.0)
    assert [(w.text, w.start, w.end, w.probability) for w in words] == [
        ("one", 1.0, 1.0, 0.5),
        ("two", 1.0, 2.0, 1.0),
        ("three", 3.0, 4.0, 0.0),
    ]


@pytest.mark.parametrize("module", ["faster_whisper", "openai_whisper", "sidecar"])
def test_importing_an_engine_is_cheap(module: str) -> None:
    heavy = ("torch", "whisper", "faster_whisper", "ctranslate2", "numpy")
    code = (
        f"import sys, voiceprep.transcription.{module}; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
