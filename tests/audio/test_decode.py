"""Every kind of file that people have, made here with PyAV, and the broken ones too."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.encoding import encode as write
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, resample, to_int16, write_wav
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SECONDS = 1.5
KINDS = [
    # ending, codec, Hz, channels, least correlation with the original
    ("wav", "pcm_s16le", 16_000, 1, 0.9999),
    ("wav", "pcm_s16le", 44_100, 2, 0.999),
    ("wav", "pcm_u8", 8_000, 1, 0.99),
    ("wav", "pcm_f32le", 48_000, 1, 0.999),
    ("flac", "flac", 48_000, 2, 0.999),
    ("mp3", "libmp3lame", 44_100, 2, 0.99),
    ("opus", "libopus", 48_000, 1, 0.98),
    ("ogg", "libopus", 48_000, 1, 0.98),
    ("m4a", "aac", 44_100, 1, 0.98),
    ("webm", "libopus", 48_000, 1, 0.98),
    ("mp4", "aac", 48_000, 2, 0.98),
]


def tone(rate: int, seconds: float = SECONDS) -> NDArray[np.float64]:
    """A chirp from 200 to 1,500 Hz: at home in every codec, and unlike itself at every other moment."""
    times = np.arange(int(seconds * rate)) / rate
    return np.asarray(0.5 * np.sin(2.0 * np.pi * (200.0 * times + 650.0 * times**2 / seconds)))


def encode(
    path: Path, codec: str, rate: int, channels: int, *, video: bool = False, sound: bool = True
) -> None:
    """Write the tone, with some grey pictures beside or instead of it."""
    samples = (tone(rate) * 32767).astype(np.int16) if sound else None
    write(path, samples, codec, rate, channels, video=video)


def similarity(heard: NDArray[np.float32], said: NDArray[np.float64]) -> float:
    """The best correlation over small shifts: codecs add some milliseconds in front."""
    size = 1 << (len(heard) + len(said)).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    return float(product.max() / np.sqrt(np.square(heard).sum() * np.square(said).sum()))


@pytest.mark.parametrize(("ending", "codec", "rate", "channels", "least"), KINDS)
def test_common_files(
    tmp_path: Path, ending: str, codec: str, rate: int, channels: int, least: float
) -> None:
    path = tmp_path / f"answer.{ending}"
    encode(path, codec, rate, channels)
    clip = decode(path)
    assert clip.sample_rate == SAMPLE_RATE
    assert clip.source == str(path)
    assert clip.samples.dtype == np.float32
    assert clip.seconds == pytest.approx(SECONDS, abs=0.12)
    assert similarity(clip.samples, tone(SAMPLE_RATE)) > least


def test_the_sound_of_a_film(tmp_path: Path) -> None:
    encode(tmp_path / "film.mp4", "aac", 48_000, 2, video=True)
    assert decode(tmp_path / "film.mp4").seconds == pytest.approx(SECONDS, abs=0.12)


def test_a_file_joined_from_several_keeps_all_their_sound(tmp_path: Path) -> None:
    """As `cat` joins them: tags stand in the middle, and rate and channels change and change back."""
    joined = b""
    for number, (rate, channels) in enumerate([(44_100, 2), (22_050, 1), (44_100, 2)]):
        part = tmp_path / f"{number}.mp3"
        encode(part, "libmp3lame", rate, channels)
        joined += part.read_bytes()
    (tmp_path / "joined.mp3").write_bytes(joined)
    clip = decode(tmp_path / "joined.mp3")
    assert clip.seconds == pytest.approx(3 * SECONDS, abs=3 * 0.12)
    for third in np.array_split(clip.samples, 3):
        assert similarity(third, tone(SAMPLE_RATE)) > 0.9


def test_a_film_without_sound(tmp_path: Path) -> None:
    encode(tmp_path / "film.mp4", "", 48_000, 2, video=True, sound=False)
    with pytest.raises(AudioError, match="no audio track"):
        decode(tmp_path / "film.mp4")


@pytest.mark.parametrize("content", [b"", b"This is a text, not a recording.\n" * 40, bytes(5_000)])
@pytest.mark.parametrize("ending", ["wav", "mp3", "txt"])
def test_files_that_are_no_sound(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"answer.{ending}"
    path.write_bytes(content)
    with pytest.raises(AudioError) as caught:
        decode(path)
    assert str(path) in caught.value.message
    assert caught.value.next_step


def test_a_list_of_other_recordings_is_none_itself(tmp_path: Path) -> None:
    """Else a file that somebody hands in would be heard as the answer of somebody else."""
    encode(tmp_path / "other.flac", "flac", 48_000, 1)
    (tmp_path / "mine.wav").write_text("ffconcat version 1.0\nfile other.flac\n")
    with pytest.raises(AudioError, match="only names other files"):
        decode(tmp_path / "mine.wav")


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "opus"])
def test_a_truncated_file_gives_its_beginning_or_an_error(tmp_path: Path, ending: str) -> None:
    codec = {"wav": "pcm_s16le", "flac": "flac", "mp3": "libmp3lame", "opus": "libopus"}[ending]
    path = tmp_path / f"answer.{ending}"
    encode(path, codec, 48_000, 1)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    try:
        clip = decode(path)
    except AudioError:
        assert ending != "wav"  # what a killed recorder leaves must always be read
    else:
        assert 0.3 < clip.seconds < SECONDS
        said = tone(SAMPLE_RATE)[: len(clip.samples)]
        assert similarity(clip.samples, said) > 0.9


def test_an_empty_recording(tmp_path: Path) -> None:
    write_wav(Clip(np.zeros(0, dtype=np.float32)), tmp_path / "empty.wav")
    with pytest.raises(AudioError, match="no sound at all"):
        decode(tmp_path / "empty.wav")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist"):
        decode(tmp_path / "gone.wav")
    with pytest.raises(AudioError, match="is a folder"):
        decode(tmp_path)


def test_a_recording_of_ours_is_read_as_ffmpeg_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "ours.wav"
    write_wav(Clip(tone(SAMPLE_RATE).astype(np.float32)), path)
    ours, content = decode(path), path.read_bytes()
    # With something behind the samples it is no longer just as the recorder writes it.
    path.write_bytes(content + b"LIST\4\0\0\0note")
    assert np.array_equal(decode(path).samples, ours.samples)
    path.write_bytes(content[: len(content) // 2])
    half = decode(path).samples
    assert len(half) == (len(content) // 2 - 44) // 2
    assert np.array_equal(ours.samples[: len(half)], half)


def test_too_long_a_recording_of_ours(tmp_path: Path) -> None:
    write_wav(Clip(tone(SAMPLE_RATE).astype(np.float32)), tmp_path / "ours.wav")
    assert decode(tmp_path / "ours.wav", max_seconds=SECONDS).seconds == SECONDS
    with pytest.raises(AudioError, match="longer than"):
        decode(tmp_path / "ours.wav", max_seconds=SECONDS - 0.1)


def test_too_long_a_file(tmp_path: Path) -> None:
    encode(tmp_path / "long.flac", "flac", 16_000, 1)
    assert decode(tmp_path / "long.flac", max_seconds=SECONDS).seconds == SECONDS
    with pytest.raises(AudioError, match="longer than"):
        decode(tmp_path / "long.flac", max_seconds=SECONDS - 0.1)


@pytest.mark.parametrize(("ending", "codec"), [("mp3", "libmp3lame"), ("m4a", "aac"), ("flac", "flac")])
def test_a_recording_of_a_file_has_the_same_bits(tmp_path: Path, ending: str, codec: str) -> None:
    encode(tmp_path / f"a.{ending}", codec, 44_100, 1)
    clip = decode(tmp_path / f"a.{ending}")
    write_wav(clip, tmp_path / "b.wav")
    assert np.array_equal(decode(tmp_path / "b.wav").samples, clip.samples)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=300))
def test_sixteen_bit_sound_survives_every_step(
    tmp_path_factory: pytest.TempPathFactory, given_: list[int]
) -> None:
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    samples = np.array(given_, dtype=np.int16)
    write_wav(Clip(samples.astype(np.float32) / 32768.0), path)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
    assert np.array_equal(to_int16(decode(path)), samples)


def test_full_scale_is_clipped_not_wrapped() -> None:
    loud = Clip(np.array([1.0, -1.0, 2.0, -2.0, np.float32(0.5)], dtype=np.float32))
    assert to_int16(loud).tolist() == [32767, -32768, 32767, -32768, 16384]


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 48_000])
def test_resampling_keeps_the_sound_and_its_length(rate: int) -> None:
    clip = Clip(tone(rate).astype(np.float32), sample_rate=rate, source="voice")
    heard = resample(clip)
    assert (heard.sample_rate, heard.source) == (SAMPLE_RATE, "voice")
    assert heard.seconds == pytest.approx(SECONDS, abs=0.005)
    assert similarity(heard.samples, tone(SAMPLE_RATE)) > 0.999
    assert resample(clip, rate) is clip


def test_a_name_that_no_disk_takes_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist"):
        decode(tmp_path / f"{'x' * 5000}.wav")
