"""The transcript that lies beside the recording, and what happens where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from voiceprep.audio.clip import Clip
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.transcription.sidecar import SidecarText

if TYPE_CHECKING:
    from pathlib import Path


def test_sidecar_without_a_text_says_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError) as caught:
        SidecarText().transcribe(Clip(np.zeros(10, dtype=np.float32), source=str(tmp_path / "a.wav")))
    assert str(tmp_path / "a.txt") in caught.value.next_step


def test_sidecar_without_a_file_or_with_other_bytes(tmp_path: Path) -> None:
    samples = np.zeros(10, dtype=np.float32)
    with pytest.raises(TranscriptionError, match="no file"):
        SidecarText().transcribe(Clip(samples))
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TranscriptionError, match="cannot be read"):
        SidecarText().transcribe(Clip(samples, source=str(tmp_path / "a.wav")))


def test_sidecar_may_be_empty_or_marked(tmp_path: Path) -> None:
    source = str(tmp_path / "a.wav")
    samples = np.zeros(10, dtype=np.float32)
    (tmp_path / "a.txt").write_text(" \n", encoding="utf-8")
    assert SidecarText().transcribe(Clip(samples, source=source)).words == ()
    (tmp_path / "a.txt").write_text("one\ttwo\n three ", encoding="utf-8-sig")
    assert SidecarText().transcribe(Clip(samples, source=source)).text == "one two three"
