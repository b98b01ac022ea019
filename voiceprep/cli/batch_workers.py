"""Who does the work of a batch: this process, workers of this machine, or those of a Ray cluster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.batch.interface import Executor
    from voiceprep.batch.jobs import Job
    from voiceprep.batch.scorer import AssessingScorerRecipe
    from voiceprep.cli.console import Console
    from voiceprep.cli.recipe import AssessorRecipe
    from voiceprep.questions.model import Question


def executor_of(
    recipe: AssessorRecipe,
    candidates: tuple[Question, ...],
    jobs: Sequence[Job],
    console: Console,
    options: Mapping[str, Any],
) -> Executor:
    """What runs these jobs where the options want it. Raises what a cluster that cannot be joined raises."""
    from voiceprep.batch.here import Here
    from voiceprep.batch.local import LocalWorkers
    from voiceprep.batch.machine import crew, this_machine
    from voiceprep.batch.scorer import AssessingScorerRecipe

    if options["on"] not in {None, "local"}:
        return _on_ray(AssessingScorerRecipe(recipe.for_workers(1), candidates), jobs, console, options)
    chosen = crew(this_machine(), files=len(jobs), workers=options["workers"])
    console.detail(f"Workers: {chosen.workers}, threads each: {chosen.threads}")
    make_scorer = AssessingScorerRecipe(recipe.for_workers(chosen.threads), candidates)
    # A single file needs no protection from the others.
    return Here(make_scorer) if len(jobs) == 1 else LocalWorkers(make_scorer, workers=chosen.workers)


def _on_ray(
    make_scorer: AssessingScorerRecipe, jobs: Sequence[Job], console: Console, options: Mapping[str, Any]
) -> Executor:
    from voiceprep.batch.on_ray import RayWorkers
    from voiceprep.batch.ray_cluster import address_of, connect

    address = address_of(options["on"], os.environ)
    with console.busy("Starting Ray ..." if address is None else "Joining the Ray cluster ..."):
        cluster = connect(address)
    workers = max(1, min(options["workers"] or cluster.workers(), len(jobs)))
    console.detail(f"Workers on Ray: {workers}")
    return RayWorkers(make_scorer, cluster, workers=workers)
