"""The schedule of the judge's training: what it sees, how often, and how fast it learns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the schedule."""

    name: str
    passes: int
    peak_rate: float
    own: bool
    """Whether our own contrast sets and the bank are among the rows."""
    public_share: float
    """Factor on the shares of the public inference pairs."""
    student_share: float
    """Factor on those of the student answers, which are nearest to our task."""
    answers: int = 0
    """Answers per topic of our sets that are made up in every pass and cut into windows."""
    spoken: int = 0
    """How often a spoken answer is cut into windows in every pass, each time elsewhere."""
    own_share: float = 1.0
    """Factor on the shares of our own single texts."""
    courses: int = 0
    """How often an answer to a course question is cut into windows in every pass."""


STAGES = (
    Stage("general", 1, 8e-5, own=False, public_share=1.0, student_share=1.0),
    Stage("own", 6, 8e-5, own=True, public_share=0.25, student_share=0.7, answers=2),
    # Statements alone and answers put together from them do not look like an answer that somebody gives.
    Stage(
        "spoken",
        2,
        4e-5,
        own=True,
        public_share=0.03,
        student_share=0.2,
        answers=1,
        spoken=2,
        own_share=0.12,
    ),
    # References as teachers write them, and answers that are mostly right.
    Stage(
        "courses",
        1,
        4e-5,
        own=True,
        public_share=0.06,
        student_share=0.5,
        answers=1,
        spoken=1,
        own_share=0.25,
        courses=1,
    ),
)
