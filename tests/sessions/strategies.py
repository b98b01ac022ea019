"""Any take that an assessment can end in."""

from __future__ import annotations

from hypothesis import strategies as st

from voiceprep.values import (
    Abstention,
    AbstentionReason,
    Feedback,
    Finding,
    SoundKind,
    SoundQuality,
    Status,
    Take,
    Transcript,
    Verdict,
    Word,
)

_TEXT = st.text(max_size=20)
_SHARE = st.floats(0, 1)
_SECONDS = st.floats(0, 1e4)
_MAYBE_SECONDS = st.none() | _SECONDS

WORDS = st.builds(Word, text=_TEXT, start=_MAYBE_SECONDS, end=_MAYBE_SECONDS, probability=st.none() | _SHARE)
TRANSCRIPTS = st.builds(
    Transcript,
    words=st.lists(WORDS, max_size=5).map(tuple),
    engine=_TEXT,
    language=st.none() | st.sampled_from(["en", "de"]),
    language_probability=st.none() | _SHARE,
)
FINDINGS = st.builds(
    Finding,
    key_point=_TEXT,
    claim=_TEXT,
    verdict=st.sampled_from(Verdict),
    probability=_SHARE,
    credit=st.floats(-0.5, 1),
    weight=st.floats(0.1, 10),
    quote=st.none() | _TEXT,
    words=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)),
    start=_MAYBE_SECONDS,
    end=_MAYBE_SECONDS,
    reason=_TEXT,
)
_MAYBE_LEVEL = st.none() | st.floats(-100, 0)
SOUNDS = st.builds(
    SoundQuality,
    kind=st.sampled_from(SoundKind),
    voice_seconds=_SECONDS,
    voice_share=_SHARE,
    voice_level=_MAYBE_LEVEL,
    rest_level=_MAYBE_LEVEL,
    signal_to_noise=st.none() | st.floats(-20, 100),
    clipped_share=st.none() | _SHARE,
)
_MAYBE_SOUND = st.none() | SOUNDS
_VERSIONS = st.dictionaries(_TEXT, _TEXT, max_size=3)
SCORED = st.builds(
    Take,
    question_id=_TEXT,
    source=_TEXT,
    status=st.just(Status.SCORED),
    transcript=TRANSCRIPTS,
    content=st.floats(0, 100),
    recited=st.none() | _SHARE,
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    feedback=st.builds(Feedback, strength=st.none() | _TEXT, fix=st.none() | _TEXT, spoken=_TEXT),
    seconds=_MAYBE_SECONDS,
    sound=_MAYBE_SOUND,
    versions=_VERSIONS,
)
ABSTAINED = st.builds(
    Take,
    question_id=_TEXT,
    source=_TEXT,
    status=st.just(Status.ABSTAINED),
    transcript=st.none() | TRANSCRIPTS,
    abstention=st.builds(Abstention, reason=st.sampled_from(AbstentionReason), explanation=_TEXT),
    seconds=_MAYBE_SECONDS,
    sound=_MAYBE_SOUND,
    versions=_VERSIONS,
)
FAILED = st.builds(
    Take,
    question_id=_TEXT,
    source=_TEXT,
    status=st.just(Status.FAILED),
    failure=_TEXT,
    seconds=_MAYBE_SECONDS,
    sound=_MAYBE_SOUND,
    versions=_VERSIONS,
)
TAKES = SCORED | ABSTAINED | FAILED
