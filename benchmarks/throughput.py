"""How fast recordings are transcribed and scored: voiceprep against the Whisper programs people use.

    python -m benchmarks.throughput
    python -m benchmarks.throughput --kinds read --programs voiceprep,faster-whisper-beam1 --scaling 10,100
    python -m benchmarks.throughput --repeat 4 --programs voiceprep,whisper-ctranslate2 --scaling ""

All of them get the same files, the same Whisper base weights and the same cores, one after the other, each
as a program of its own: start and loading of models count. They transcribe only; "voiceprep-scored" judges,
too, and counts filled pauses. Then voiceprep scores 10, 100 and 1,000 short files, all different.

Needs the extra `test` and whisper-ctranslate2 (pip install --no-deps whisper-ctranslate2), Linux, and a
machine that does nothing else. Recordings as for word_error_rate.py. It exits with 1 where a target is
missed, with 66 where there are no recordings.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.provenance import commit
from benchmarks.running import Cost, run_measured
from benchmarks.whisper_programs import PROGRAMS, Place, command, from_table, voiceprep
from benchmarks.word_error_rate import DATA, NO_DATA, ROOT, errors_in, normaliser, recordings
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode, write_wav
from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

OUTPUT = ROOT / "benchmarks" / "results" / "throughput.json"
FASTER, WORSE = 1.3, 0.005
"""Targets: so many times the audio of the best other program in the same time, with a word error rate that is
higher by no more than that."""
FLAT, LINEAR = 1.15, 1.15
"""Targets: memory, and time per file, with the most files against those with a tenth of them."""
SHORT = "read_libri_61.flac"
SHORT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class File:
    """A recording that every program gets."""

    path: Path
    kind: str
    seconds: float
    said: str


def main() -> int:
    options = _options()
    if (rows := recordings(options.data)) is None:
        return NO_DATA
    rows = [row for row in rows if row["kind"] in options.kinds.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), resolve(WHISPER_BASE).path, len(os.sched_getaffinity(0)))
        files = _clips(rows, options.data, place.folder / "in", repeat=options.repeat)
        programs = [_measured(name, files, place) for name in options.programs.split(",") if name]
        scaling = [
            _scaled(int(count), options.data / SHORT, place) for count in options.scaling.split(",") if count
        ]
    result: dict[str, Any] = {
        "command": shlex.join(["python", "-m", "benchmarks.throughput", *sys.argv[1:]]),
        "commit": commit(),
        "cores": place.cores,
        "processor": _processor(),
        "python": platform.python_version(),
        "weights": WHISPER_BASE.files[0].sha256,
        "audio_seconds": round(sum(file.seconds for file in files), 1),
        "files": len(files),
        "programs": programs,
        "scaling": scaling,
    }
    missed = _missed(programs, scaling)
    result["missed"] = missed
    _print(result)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(bool(missed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed and memory against other Whisper programs.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with manifest.jsonl")
    parser.add_argument("--kinds", default="read,spontaneous,spontaneous_long", help="kinds of recordings")
    parser.add_argument("--repeat", type=int, default=1, help="copies of each recording")
    parser.add_argument("--programs", default=",".join(PROGRAMS), help="of these, in this order")
    parser.add_argument("--scaling", default="10,100,1000", help="numbers of short files")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    return parser.parse_args()


def _clips(rows: Sequence[dict[str, Any]], data: Path, folder: Path, *, repeat: int) -> list[File]:
    """WAV files that every program reads, with their length and what is said; no two are the same."""
    folder.mkdir()
    made = []
    for row in rows:
        clip = decode(data / row["path"])
        for copy in range(repeat):
            path = folder / f"{Path(row['path']).stem}-{copy}.wav"
            _write_variant(clip.samples, path, copy)
            made.append(File(path, row["kind"], clip.seconds, row["transcript"]))
    return made


def _write_variant(samples: NDArray[np.float32], path: Path, number: int) -> None:
    """The same sound with another first sample: other bytes, and nobody hears it."""
    changed = samples.copy()
    changed[0] = number / 32768.0
    write_wav(Clip(changed), path)


def _measured(name: str, files: Sequence[File], place: Place) -> dict[str, Any]:
    """One program over all files."""
    out = place.folder / name
    out.mkdir()
    started, texts = command(name, [file.path for file in files], out, place)
    print(f"{name} ...", flush=True)
    cost = _run(started, out / "log")
    normalise, heard = normaliser(), texts()
    words, errors = Counter[str](), Counter[str]()
    for file in files:
        reference = normalise(file.said)
        errors[file.kind] += errors_in(reference, normalise(heard.get(file.path.stem, "")))
        words[file.kind] += len(reference.split())
    seconds = sum(file.seconds for file in files)
    return {
        "program": name,
        "audio_hours_per_hour": round(seconds / cost.wall_seconds, 2),
        "cpu_seconds_per_audio_second": round(cost.cpu_seconds / seconds, 3),
        "peak_megabytes": round(cost.peak_bytes / 1024**2),
        "wall_seconds": round(cost.wall_seconds, 1),
        "word_error_rate": round(errors.total() / words.total(), 4),
        "word_error_rates": {kind: round(errors[kind] / words[kind], 4) for kind in words},
        "files_without_text": sum(file.path.stem not in heard for file in files),
        "exit_code": cost.code,
        "command": shlex.join(["...", *(_neutral(part, place) for part in started[1:4]), "..."]),
    }


def _neutral(part: str, place: Place) -> str:
    """A part of a command without the folders of this machine."""
    return part.replace(str(place.folder), "FOLDER").replace(str(place.weights), "WEIGHTS")


def _run(command: Sequence[str], log: Path) -> Cost:
    recordings = {"VOICEPREP_RECORDINGS": str(log.parent / "recordings"), "HF_HUB_OFFLINE": "1"}
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    cost = run_measured(command, log, {**os.environ, "PYTHONPATH": paths, **recordings})
    # 4: not everything has a score, which is what --judge none is for.
    if cost.code not in {0, 4}:
        print(log.read_text(encoding="utf-8")[-2000:], file=sys.stderr)
        raise SystemExit(f"{command[0]} ended with {cost.code}")
    return cost


def _scaled(count: int, source: Path, place: Place) -> dict[str, Any]:
    """Our own figures with so many short recordings: transcribed, judged, kept."""
    folder, out = place.folder / f"short-{count}", place.folder / f"out-{count}"
    folder.mkdir()
    out.mkdir()
    samples = decode(source).samples[: int(16_000 * SHORT_SECONDS)]
    files = [folder / f"{number:04d}.wav" for number in range(count)]
    for number, path in enumerate(files):
        _write_variant(samples, path, number)
    print(f"voiceprep, {count} short files ...", flush=True)
    cost = _run(voiceprep([folder], out), out / "log")
    return {
        "files": count,
        "wall_seconds": round(cost.wall_seconds, 1),
        "cpu_seconds": round(cost.cpu_seconds, 1),
        "peak_megabytes": round(cost.peak_bytes / 1024**2),
        "store_bytes": (out / "store.sqlite").stat().st_size,
        "with_text": len(from_table(out / "out.jsonl")),
    }


def _missed(programs: Sequence[dict[str, Any]], scaling: Sequence[dict[str, Any]]) -> list[str]:
    """The targets that are missed, in words."""
    missed = []
    ours = next((one for one in programs if one["program"] == "voiceprep"), None)
    others = [one for one in programs if not one["program"].startswith("voiceprep")]
    if ours and others:
        best = max(others, key=lambda one: float(one["audio_hours_per_hour"]))
        ratio = ours["audio_hours_per_hour"] / best["audio_hours_per_hour"]
        if ratio < FASTER:
            missed.append(f"{ratio:.2f} times the throughput of {best['program']}, less than {FASTER}")
        if ours["word_error_rate"] > best["word_error_rate"] + WORSE:
            missed.append(f"more errors than {best['program']}")
    if len(scaling) > 1:
        few, many = scaling[-2], scaling[-1]
        if many["peak_megabytes"] > FLAT * few["peak_megabytes"]:
            missed.append(f"memory grows from {few['files']} to {many['files']} files")
        if many["wall_seconds"] / many["files"] > LINEAR * few["wall_seconds"] / few["files"]:
            missed.append(f"time per file grows from {few['files']} to {many['files']} files")
    return missed


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _print(result: dict[str, Any]) -> None:
    print(f"\n{result['files']} files, {result['audio_seconds']:.0f} s, {result['cores']} cores")
    print(f"{'program':28} audio h/h  CPU/audio  peak MB    WER  without text")
    for one in result["programs"]:
        print(
            f"{one['program']:28} {one['audio_hours_per_hour']:9.2f} "
            f"{one['cpu_seconds_per_audio_second']:10.3f} {one['peak_megabytes']:8} "
            f"{one['word_error_rate']:6.1%} {one['files_without_text']:8}"
        )
    for one in result["scaling"]:
        each = one["wall_seconds"] / one["files"]
        took = f"{one['wall_seconds']:7.1f} s, {each:.3f} s each, {one['peak_megabytes']} MB"
        print(f"{one['files']:6} short files: {took}")
    for what in result["missed"]:
        print(f"missed: {what}")


if __name__ == "__main__":
    raise SystemExit(main())
