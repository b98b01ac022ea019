"""Engine names → where they are implemented. Nothing registers itself; this is the whole list."""

from __future__ import annotations

from importlib import import_module
from typing import Any

VOICES = {
    "hibari": "voiceprep.speaking.hibari:HibariVoice",
    "pyttsx3": "voiceprep.speaking.pyttsx3:Pyttsx3Voice",
    "silent": "voiceprep.speaking.silent:SilentVoice",
}
LISTENERS = {
    "microphone": "voiceprep.listening.microphone:Microphone",
    "file": "voiceprep.listening.file_as_microphone:FileAsMicrophone",
    "typed": "voiceprep.listening.typed:TypedAnswers",
}
TRANSCRIBERS = {
    "faster-whisper": "voiceprep.transcription.faster_whisper:FasterWhisper",
    "openai-whisper": "voiceprep.transcription.openai_whisper:OpenAIWhisper",
    "sidecar": "voiceprep.transcription.sidecar:SidecarText",
}
EMBEDDERS = {
    "onnx": "voiceprep.judging.onnx:OnnxMiniLM",
    "sentence-transformers": "voiceprep.judging.sentence_transformers:SentenceTransformersMiniLM",
}
READERS = {
    "builtin": "voiceprep.judging.onnx_reader:OnnxReader",
    "nli": "voiceprep.judging.nli_reader:NliReader",
}
WITH_THREADS = frozenset({"onnx", "builtin"})
"""Those that are faster with more threads, and can be told how many to use."""


def engine_class(where: str) -> Any:
    """The class at "module:Class"; imports that module and nothing else."""
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)
