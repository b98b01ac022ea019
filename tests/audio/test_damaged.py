"""Files that broke on their way, and films with several tracks: what is heard of them, and what is said."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audio.test_decode import KINDS, encode, similarity, tone
from tests.encoding import encode as write
from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.decode import CUT_OFF, DAMAGED, decode, resample
from voiceprep.audio.whole import ends_early
from voiceprep.errors import AudioError
from voiceprep.listening.recorder import WavWriter, part_path

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SECONDS = 10.0
SPOILT = 700
"""Bytes of a damaged place: a frame or two."""
PACKED = [("mp3", "libmp3lame"), ("aac", "aac"), ("ts", "aac"), ("m4a", "aac")]
TELLING = {"wav", "ogg", "opus", "webm", "m4a", "mp4"}
"""Endings of the forms that say how long they are."""


def long_file(path: Path, codec: str, rate: int = 44_100) -> Path:
    write(path, (tone(rate, SECONDS) * 32767).astype(np.int16), codec, rate, 1)
    return path


def tracks(path: Path, *sounds: NDArray[np.int16], codec: str = "pcm_s16le", **options: str) -> Path:
    """A file with a track for each, at 16 kHz."""
    with av.open(str(path), "w", options=options) as container:
        streams: list[Any] = [container.add_stream(codec, rate=SAMPLE_RATE, layout="mono") for _ in sounds]
        for stream, samples in zip(streams, sounds, strict=True):
            for start in range(0, len(samples), 8_000):
                block = np.ascontiguousarray(samples[np.newaxis, start : start + 8_000])
                frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
                frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), start
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


def chirp(seconds: float = 1.5) -> NDArray[np.int16]:
    return (tone(SAMPLE_RATE, seconds) * 32767).astype(np.int16)


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(int(seconds * SAMPLE_RATE), dtype=np.int16)


@pytest.mark.parametrize(("ending", "codec"), PACKED)
def test_a_damaged_place_costs_itself_and_is_told(tmp_path: Path, ending: str, codec: str) -> None:
    path = long_file(tmp_path / f"answer.{ending}", codec)
    assert decode(path).damage is None
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + SPOILT] = random.Random(1).randbytes(SPOILT)
    path.write_bytes(content)
    clip = decode(path)
    assert SECONDS - 1 < clip.seconds < SECONDS + 0.5
    assert clip.damage == DAMAGED
    assert resample(clip, 8_000).damage == DAMAGED


@pytest.mark.parametrize(("ending", "codec"), PACKED)
def test_a_file_that_lost_more_than_it_has_left_is_refused(tmp_path: Path, ending: str, codec: str) -> None:
    path = long_file(tmp_path / f"answer.{ending}", codec)
    content, chance = bytearray(path.read_bytes()), random.Random(1)
    # The list of an MP4 stays: with it gone, there would be nothing to try.
    end = content.find(b"moov") if b"moov" in content else len(content)
    for place in range(64, end - 8):
        if chance.random() < 0.8:
            content[place] = chance.randrange(256)
    path.write_bytes(content)
    with pytest.raises(AudioError, match="cannot be read as audio"):
        decode(path)


def test_tags_of_files_that_were_joined_are_no_damage(tmp_path: Path) -> None:
    one = long_file(tmp_path / "one.mp3", "libmp3lame").read_bytes()
    tag = b"TAG" + bytes(125)
    (tmp_path / "joined.mp3").write_bytes(one + tag + one + b"APETAGEX" + bytes(24) + one)
    clip = decode(tmp_path / "joined.mp3")
    assert clip.seconds == pytest.approx(3 * SECONDS, abs=1.0)


def test_the_voice_on_the_second_track_of_a_film_is_heard(tmp_path: Path) -> None:
    film = tracks(tmp_path / "film.mkv", silence(1.0), chirp())
    assert similarity(decode(film).samples, tone(SAMPLE_RATE)) > 0.999


def test_of_two_voices_and_of_two_silences_the_first_counts(tmp_path: Path) -> None:
    assert decode(tracks(tmp_path / "a.mkv", chirp(2.0), chirp(1.0))).seconds == 2.0
    assert decode(tracks(tmp_path / "b.mkv", silence(2.0), silence(1.0))).seconds == 2.0


def test_a_track_that_nothing_decodes_is_passed_over(tmp_path: Path) -> None:
    film = tracks(tmp_path / "film.mkv", chirp(1.0), chirp())
    content = film.read_bytes()
    film.write_bytes(content.replace(b"A_PCM/INT/LIT", b"A_UNHEARD/OF/", 1))
    assert similarity(decode(film).samples, tone(SAMPLE_RATE)) > 0.999
    film.write_bytes(content.replace(b"A_PCM/INT/LIT", b"A_UNHEARD/OF/"))
    with pytest.raises(AudioError, match="nothing here decodes"):
        decode(film)


@pytest.mark.parametrize(("ending", "codec", "rate", "channels"), [kind[:4] for kind in KINDS])
def test_who_ends_early_is_known_where_the_form_says_it(
    tmp_path: Path, ending: str, codec: str, rate: int, channels: int
) -> None:
    path = tmp_path / f"answer.{ending}"
    encode(path, codec, rate, channels)
    assert decode(path).damage is None
    content = path.read_bytes()
    # Of a WAV nine bytes may be missing: some count eight too many, and leave out one at the end.
    for end in (len(content) // 2, len(content) - (10 if ending == "wav" else 1)):
        path.write_bytes(content[:end])
        assert ends_early(path) is (ending in TELLING)


@pytest.mark.parametrize(
    ("ending", "codec"), [("wav", "pcm_s16le"), ("ogg", "libopus"), ("webm", "libopus"), ("flac", "flac")]
)
def test_half_an_upload_is_heard_and_told(tmp_path: Path, ending: str, codec: str) -> None:
    path = long_file(tmp_path / f"answer.{ending}", codec, 48_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    clip = decode(path)
    assert 1.0 < clip.seconds < SECONDS - 1
    assert clip.damage == CUT_OFF


def test_half_a_film_is_heard_where_its_list_is_in_front_and_else_refused_for_it(tmp_path: Path) -> None:
    for name, options in (("front.mp4", {"movflags": "faststart"}), ("behind.mp4", {})):
        path = tracks(tmp_path / name, chirp(SECONDS), codec="aac", **options)
        assert decode(path).damage is None
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert decode(tmp_path / "front.mp4").damage == CUT_OFF
    with pytest.raises(AudioError, match="is cut off before its end, and cannot be read"):
        decode(tmp_path / "behind.mp4")


def test_a_recording_of_ours_that_was_still_growing_is_not_called_cut_off(tmp_path: Path) -> None:
    with WavWriter(tmp_path / "answer.wav", SAMPLE_RATE) as recording:
        part = part_path(tmp_path / "answer.wav")
        assert not ends_early(part)
        recording.write(chirp())
        assert not ends_early(part)
        with part.open("ab") as behind:
            behind.write(bytes(512))  # written, and not yet counted in the header
        assert not ends_early(part)
        assert decode(part).damage is None


EBML, SEGMENT, CLUSTER, BLOCK = b"\x1a\x45\xdf\xa3\x80", b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75", b"\xa3"
OPEN = b"\x01" + 7 * b"\xff"


@pytest.mark.parametrize(
    ("content", "cut"),
    [
        # What browsers write while they record: nothing says how long the whole is.
        (EBML + SEGMENT + OPEN + CLUSTER + b"\xff" + BLOCK + b"\x84last", False),
        (EBML + SEGMENT + OPEN + CLUSTER + b"\xff" + BLOCK + b"\x84las", True),
        (EBML + SEGMENT + OPEN + BLOCK + b"\xfflast", False),
        (EBML + SEGMENT + b"\x88" + b"12345678", False),
        (EBML + SEGMENT + b"\x88" + b"1234567", True),
        (b"\0\0\0\x08ftyp\0\0\0\1mdat\0\0\0\0\0\0\0\x14last", False),
        (b"\0\0\0\x08ftyp\0\0\0\1mdat\0\0\0\0\0\0\0\x14las", True),
        (b"\0\0\0\x08ftyp\0\0\0\0mdat as far as it goes", False),
        (b"\0\0\0\x08ftypTAG of another program", False),
        (b"RIFF\xff\xff\xff\xffWAVE", False),
        (b"RIFF\0\0\0\0WAVEdata", False),
        (b"RIFF\x07\0\0\0WAVEod", False),
        (b"RIFF\x10\0\0\0WAVEdata", False),
        (b"RIFF\x20\0\0\0WAVEdata", True),
        (b"OggS\0" + bytes(21) + b"\1\3abcOgg", True),
        (b"OggS\0" + bytes(21) + b"\1\3abc", False),
        (b"OggS\0" + bytes(21) + b"\2\3", True),
        (b"ID3 and no sound", False),
        (b"", False),
    ],
)
def test_parts_that_fit_and_parts_that_do_not(tmp_path: Path, content: bytes, *, cut: bool) -> None:
    (tmp_path / "made").write_bytes(content)
    assert ends_early(tmp_path / "made", seconds=0.0) is cut


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    start=st.sampled_from(
        [
            *(
                b"OggS\0",
                b"OggS\0" + bytes(21) + b"\xff",
                EBML,
                EBML + SEGMENT + OPEN,
                EBML + SEGMENT + OPEN + CLUSTER,
            ),
            *(
                b"RIFF",
                b"fLaC",
                b"fLaC\0\0\0\x22",
                b"\0\0\0\x08ftyp",
                b"\0\0\0\1ftyp",
                b"\0\0\0\x08ftyp\0\0\0\1mdat",
            ),
        ]
    ),
    rest=st.binary(max_size=200),
)
def test_whatever_stands_in_a_file_the_look_at_it_ends(tmp_path: Path, start: bytes, rest: bytes) -> None:
    (tmp_path / "any").write_bytes(start + rest)
    assert ends_early(tmp_path / "any", seconds=1.0) in {True, False}
