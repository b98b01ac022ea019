"""Any take that an assessment can end in."""

from __future__ import annotations

from hypothesis import strategies as st

from voiceprep.delivered import (
    Delivery,
    Filler,
    Fillers,
    Loudness,
    Metric,
    Pace,
    PaceAt,
    Pause,
    Pauses,
    Phrase,
)
from voiceprep.errors import FailureReason
from voiceprep.story import (
    FirstPerson,
    Measure,
    Part,
    Proportion,
    Share,
    Span,
    Star,
    StarAdvice,
    Telling,
    ToldResult,
)
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
    damage=st.none() | _TEXT,
)
_MAYBE_SOUND = st.none() | SOUNDS
_COUNT = st.integers(0, 99)
_PHRASES = st.lists(
    st.builds(Phrase, text=_TEXT, words=st.tuples(_COUNT, _COUNT), start=_MAYBE_SECONDS), max_size=2
).map(tuple)
DELIVERIES = st.builds(
    Delivery,
    first_word=_MAYBE_SECONDS,
    seconds=_MAYBE_SECONDS,
    target_seconds=_SECONDS,
    pace=st.none()
    | st.builds(
        Pace,
        words_per_minute=_SECONDS,
        without_pauses=_SECONDS,
        over_time=st.lists(st.builds(PaceAt, _SECONDS, _SECONDS, _SECONDS, _SECONDS), max_size=2).map(tuple),
    ),
    pauses=st.none()
    | st.builds(
        Pauses,
        count=_COUNT,
        seconds=_SECONDS,
        inside_clauses=st.none() | _COUNT,
        at_clause_ends=st.none() | _COUNT,
        long=st.lists(
            st.builds(Pause, start=_SECONDS, seconds=_SECONDS, inside=st.none() | st.booleans()), max_size=2
        ).map(tuple),
    ),
    hedges=st.lists(
        st.builds(
            Phrase,
            text=_TEXT,
            words=st.tuples(_COUNT, _COUNT),
            start=_MAYBE_SECONDS,
            key_point=st.none() | _TEXT,
        ),
        max_size=2,
    ).map(tuple),
    repetitions=_PHRASES,
    restarts=_PHRASES,
    first_key_point=_MAYBE_SECONDS,
    loudness=st.none() | st.builds(Loudness, lufs=st.floats(-70, 0), spread=_MAYBE_SECONDS),
    fillers=st.builds(
        Fillers,
        sounds=st.none() | _COUNT,
        words=_COUNT,
        heard=st.lists(
            st.builds(Filler, text=_TEXT, sound=st.booleans(), start=_MAYBE_SECONDS), max_size=2
        ).map(tuple),
        recall=st.none() | _SHARE,
        precision=st.none() | _SHARE,
    ),
    not_measured=st.lists(st.tuples(st.sampled_from(Metric), _TEXT), max_size=2).map(tuple),
)
_PARTS = st.sampled_from(Part)
STARS = st.builds(
    Star,
    telling=st.sampled_from(Telling),
    probability=_SHARE,
    measure=st.sampled_from(Measure),
    spans=st.lists(
        st.builds(
            Span,
            part=_PARTS,
            words=st.tuples(st.integers(0, 99), st.integers(0, 99)),
            quote=_TEXT,
            start=_MAYBE_SECONDS,
            end=_MAYBE_SECONDS,
            seconds=_MAYBE_SECONDS,
        ),
        max_size=3,
    ).map(tuple),
    shares=st.lists(
        st.builds(
            Share,
            part=_PARTS,
            seconds=_MAYBE_SECONDS,
            words=st.integers(0, 999),
            share=_SHARE,
            usual=_SHARE,
            proportion=st.sampled_from(Proportion),
        ),
        max_size=4,
    ).map(tuple),
    order=st.lists(_PARTS, max_size=4).map(tuple),
    missing=st.lists(_PARTS, max_size=4).map(tuple),
    result=st.none() | st.builds(ToldResult, number=st.booleans(), checkable=st.booleans()),
    lesson=st.booleans(),
    first_person=st.none()
    | st.builds(
        FirstPerson,
        i=st.integers(0, 99),
        we=st.integers(0, 99),
        i_seconds=_MAYBE_SECONDS,
        we_seconds=_MAYBE_SECONDS,
    ),
    advice=st.sampled_from(StarAdvice),
)
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
    feedback=st.builds(
        Feedback,
        strength=st.none() | _TEXT,
        fix=st.none() | _TEXT,
        spoken=_TEXT,
        delivery=st.none() | _TEXT,
        story=st.none() | _TEXT,
    ),
    star=st.none() | STARS,
    seconds=_MAYBE_SECONDS,
    sound=_MAYBE_SOUND,
    delivery=st.none() | DELIVERIES,
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
    failure_reason=st.sampled_from(FailureReason),
    failure=_TEXT,
    seconds=_MAYBE_SECONDS,
    sound=_MAYBE_SOUND,
    versions=_VERSIONS,
)
TAKES = SCORED | ABSTAINED | FAILED
