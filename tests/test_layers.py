"""Imports run downwards only, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "voiceprep"

LAYERS = (
    {"errors", "__init__", "packaged", "engines", "delivered", "story", "spreadsheets", "heap"},
    {"values", "storage"},
    {"audio", "questions", "bands", "delivery_json", "star_json", "compared"},
    {"json_form", "settings"},
    {"scoring", "coaching", "models", "progress"},
    {"speaking", "listening", "transcription", "judging", "sessions", "reports", "demo"},
    {"delivering", "storytelling"},
    {"assessor"},
    {"from_words"},
    {"assess"},
    {"interview", "resuming", "counting", "wanted", "gathering"},
    {"meanwhile"},
    {"answering"},
    {"rounds"},
    {"practice", "replay", "explain", "report", "sound_check", "authoring", "batch"},
    {"self_rating"},
    {"cli"},
    {"__main__"},
)
"""Bottom to top. A room imports from lower layers, and from itself."""

FAMILIES = {"speaking", "listening", "transcription", "judging"}
"""`storytelling` stands above them: it knows what networks made from MiniLM share (`judging.minilm`)."""


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """Rooms of voiceprep that the module names anywhere, inside functions and for types included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "voiceprep" and len(parts) > 1:
                found.add(
                    parts[1]
                    if (PACKAGE / parts[1]).exists() or (PACKAGE / f"{parts[1]}.py").exists()
                    else "__init__"
                )
    return found


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _layer(room: str) -> int:
    return next(number for number, rooms in enumerate(LAYERS) if room in rooms)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(path: Path) -> None:
    room = _room(path)
    upward = {other for other in _imports(path) if other != room and _layer(other) >= _layer(room)}
    assert not upward, f"{path.name} in {room} imports {upward}"


def test_engine_families_do_not_know_each_other() -> None:
    for path in _modules():
        if (room := _room(path)) in FAMILIES:
            assert not _imports(path) & (FAMILIES - {room}), path


def test_use_cases_know_families_by_their_interface_only() -> None:
    allowed = {"interface", "windows", "lexical", "typed", "plain", "measures", "turn_taking", "levels"}
    allowed |= {
        "hearing",
        "end_phrase",
        "while_speaking",
        "keys",
        "ahead",
        "filled_pauses",
        "remembering",
        "no_judge",
    }
    use_cases = (
        "from_words",
        "assess",
        "delivering",
        "interview",
        "meanwhile",
        "answering",
        "rounds",
        "resuming",
        "practice",
        "replay",
        "explain",
    )
    paths = [PACKAGE / f"{one}.py" for one in (*use_cases, "sound_check")]
    for path in (*paths, *(PACKAGE / "batch").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if len(parts) == 3 and parts[1] in FAMILIES:
                    assert parts[2] in allowed, f"{path.name} imports {node.module}"


def _imported_by(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_imports_nothing_heavy() -> None:
    code = "import voiceprep.cli.main as m\nassert m.run(['--help']) == 0"
    heavy = {"numpy", "torch", "onnxruntime", "faster_whisper", "rich", "av", "sounddevice", "jsonschema"}
    assert not _imported_by(code) & heavy


def test_importing_any_module_loads_no_engine() -> None:
    names = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for path in _modules()
        if path.name not in {"__main__.py", "pyttsx3_child.py"}
    ]
    heavy = {
        "torch",
        "onnxruntime",
        "faster_whisper",
        "ctranslate2",
        "av",
        "sounddevice",
        "hibari",
        "whisper",
    }
    code = "\n".join(f"import {name}" for name in names)
    assert not _imported_by(code) & heavy
