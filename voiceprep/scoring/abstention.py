"""When there is nothing to score: say so, and say why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from voiceprep.audio.quality import MIN_VOICE_SECONDS
from voiceprep.values import TYPED, Abstention, AbstentionReason, SoundKind, Status, Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import SoundQuality, Take

MIN_WORDS = 8
"""The shortest full statement of a key point in our banks has 8 words."""
MIN_MEAN_PROBABILITY = 0.5
"""Mean word probability. On 29 clips of human speech Whisper base had 0.67 and more wherever most words were
right, down to babble at 5 dB; 0.44 on the one clip where nine of ten were wrong, 0.40 on German."""
MIN_LETTERS = 40
"""Of eight words in English; where as many are typed the language can be told, however few the words."""
DOUBTFUL_MEAN_PROBABILITY = 0.65
"""The same where the sound is doubtful: below it four words in ten and more were wrong, in hiss as loud as
the voice and where half of the samples were cut off; above it seldom."""
LOOP_WORDS = 30
"""From this many words on, a transcript is looked at for a recogniser that got stuck."""
LOOP_STRETCH = 200
"""Words that are looked at together: the share of different words falls with the length of any text."""
MIN_DISTINCT_SHARE = 0.15
"""Share of different words below which it did: laughter gave "ha" 220 times. People have 0.3 and more."""
MIN_LANGUAGE_PROBABILITY = 0.8
"""Below this the language detector is guessing and nothing is concluded from it."""
OFF_TOPIC_BELOW = 0.3
"""Highest cosine of a key point with a part of the answer below which it is about something else. People's
answers had 0.56 and more on their own topic, long rambling ones 0.28; 29 clips about other things had 0.13 in
the middle and 0.27 at the 95th percentile."""
OFF_TOPIC_TOLD = 0.1
"""Probability that a claim is not absent above which an answer is on the topic, whatever its words."""
READ_BACK_SHARE = 0.8
"""Share of the answer's words that are the question's own, from which on it is the question read back."""


UNHEARD = frozenset(AbstentionReason) - {
    AbstentionReason.NOT_ENGLISH,
    AbstentionReason.QUESTION_READ_BACK,
    AbstentionReason.OFF_TOPIC,
    AbstentionReason.NOT_JUDGED,
}
"""The reasons for which an answer did not arrive, whatever was said."""

_NO_ANSWER = {
    SoundKind.SILENCE: "No speech was heard in the recording. "
    "Check that the right microphone is chosen and not muted.",
    SoundKind.TOO_QUIET: "The recording is too quiet: no voice can be made out in it. "
    "Move closer to the microphone or raise its level, and try again.",
    SoundKind.HISS: "Only a steady noise was heard, such as hiss, a fan or a hum, and no speech. "
    "Check that the right microphone is chosen and not muted.",
    SoundKind.CLICKS: "Only typing, clicks or knocks were heard, and no speech. "
    "Check that the right microphone is chosen, and answer aloud.",
    SoundKind.MUSIC: "Music was heard, and no speech that stands out from it. Switch it off and try again.",
    SoundKind.TOO_NOISY: "Noise was heard, and no speech that stands out from it. "
    "Reduce the noise or move closer to the microphone and try again.",
    SoundKind.BABBLE: "Several people speak at once in the recording, so your words cannot be told apart. "
    "Find a quieter place and try again.",
}
_NOT_MADE_OUT = {
    SoundKind.MUSIC: "The words could not be made out through the music, so they are not judged. "
    "Switch it off and try again.",
    SoundKind.TOO_NOISY: "The words could not be made out through the noise, so they are not judged. "
    "Reduce the noise or move closer to the microphone and try again.",
    SoundKind.CLIPPED: "The recording is clipped and the words could not be made out, so none are judged. "
    "Lower the level of the microphone or move away from it, and try again.",
    SoundKind.TOO_QUIET: "The recording is too quiet for the words to be made out, so they are not judged. "
    "Move closer to the microphone or raise its level, and try again.",
}


def not_an_answer(sound: SoundQuality) -> Abstention | None:
    """Refuse, before anything is transcribed, a recording in which nobody or everybody speaks."""
    if sound.kind is not SoundKind.BABBLE and sound.voice_seconds >= MIN_VOICE_SECONDS:
        return None
    if sound.kind in _NO_ANSWER:
        return Abstention(AbstentionReason(sound.kind.value), _NO_ANSWER[sound.kind])
    return Abstention(
        AbstentionReason.TOO_SHORT,
        # Rounded down, so that it never says the full second that would have been enough.
        f"Only {math.floor(10 * sound.voice_seconds) / 10} seconds of speech were heard, too little to "
        "judge. Answer in a few sentences.",
    )


def not_made_out(transcript: Transcript, sound: SoundQuality) -> Abstention | None:
    """Refuse words that the recogniser does not believe in, where the sound says why.

    Where it does not, `poorly_heard` refuses them, with a bar that is lower: a clear voice may be hard to
    recognise as well.
    """
    unsure = not transcript.words or _is_stuck(transcript) or _doubted(transcript, DOUBTFUL_MEAN_PROBABILITY)
    if sound.kind not in _NOT_MADE_OUT or not unsure:
        return None
    if not_english(transcript):
        # Foreign speech is badly recognised too, and to be told so is of more use.
        return None
    return Abstention(AbstentionReason(sound.kind.value), _NOT_MADE_OUT[sound.kind])


def nothing_said() -> Abstention:
    """Only the words that end an answer were heard."""
    return Abstention(
        AbstentionReason.TOO_SHORT,
        "Nothing was said before the words that end an answer. Answer in a few sentences.",
    )


def not_english(transcript: Transcript) -> Abstention | None:
    """Refuse an answer in another language, where the detector is sure and has words to tell by."""
    language, probability = transcript.language, transcript.language_probability
    if language is None or probability is None or language == "en" or probability < MIN_LANGUAGE_PROBABILITY:
        return None
    # Some languages put no spaces between words, so that what was typed in them is one.
    written = transcript.engine == TYPED and len(transcript.text) >= MIN_LETTERS
    if not (written or len(transcript.words) >= MIN_WORDS) or _is_stuck(transcript):
        return None
    return Abstention(
        AbstentionReason.NOT_ENGLISH,
        f'The answer seems to be in another language (detected: "{language}"). Only English can be judged; '
        "answer in English.",
    )


def poorly_heard(transcript: Transcript) -> Abstention | None:
    """Refuse a transcript with no words, with too few, or with words the recogniser does not believe in."""
    words = transcript.words
    if not words and transcript.engine == TYPED:
        return Abstention(AbstentionReason.NOTHING_RECOGNISED, "The answer is empty. Write a few sentences.")
    if not words:
        return Abstention(
            AbstentionReason.NOTHING_RECOGNISED,
            "There is sound, but no words were recognised. Speak closer to the microphone and try again.",
        )
    if _is_stuck(transcript):
        return Abstention(
            AbstentionReason.NOTHING_RECOGNISED,
            "The speech recogniser heard the same few words over and over, which is not what was said. "
            "Record the answer again.",
        )
    if _doubted(transcript, MIN_MEAN_PROBABILITY):
        return Abstention(
            AbstentionReason.NOTHING_RECOGNISED,
            "The words could not be made out reliably, so they are not judged. "
            "Reduce the noise or move closer to the microphone and try again.",
        )
    if len(words) < MIN_WORDS:
        return Abstention(
            AbstentionReason.TOO_SHORT,
            f"The answer has only {len(words)} word{'s' if len(words) > 1 else ''}, too few to judge. "
            "Answer in a few sentences.",
        )
    return None


def _doubted(transcript: Transcript, below: float) -> bool:
    """Whether the mean probability of the words, where they have any, lies below a bar."""
    known = [word.probability for word in transcript.words if word.probability is not None]
    return bool(known) and sum(known) / len(known) < below


def _is_stuck(transcript: Transcript) -> bool:
    """Whether every stretch of LOOP_STRETCH recognised words repeats the same few."""
    words = transcript.words
    if all(word.probability is None for word in words):
        return False  # typed
    stretches = [words[at : at + LOOP_STRETCH] for at in range(0, len(words), LOOP_STRETCH)]
    long = [stretch for stretch in stretches if len(stretch) >= LOOP_WORDS]
    return bool(long) and all(
        len({word.text.lower().strip(".,!?") for word in stretch}) < MIN_DISTINCT_SHARE * len(stretch)
        for stretch in long
    )


def off_topic(nearest: float, told: float) -> Abstention | None:
    """Refuse an answer about something else.

    `nearest`: highest cosine of a claim, in its own words, with a part of the answer; `told`: highest
    probability that a key point was stated, stated in part, or contradicted.
    """
    if nearest >= OFF_TOPIC_BELOW or told >= OFF_TOPIC_TOLD:
        return None
    return Abstention(
        AbstentionReason.OFF_TOPIC,
        "The answer seems to be about something else than the question, so there is nothing to score. "
        "Listen to the question again and answer that.",
    )


def not_judged() -> Abstention:
    """The answer was kept and transcribed, but the judge is off."""
    return Abstention(
        AbstentionReason.NOT_JUDGED,
        "The judge is switched off, so the answer was only kept and transcribed. "
        "To have it scored, run the command again without --judge none; for a saved session, "
        "run `voiceprep replay --rescore`.",
    )


def read_back(answer: Sequence[str], question: Sequence[str]) -> Abstention | None:
    """Refuse an answer that is the question read back. Both are lower-case words without punctuation."""
    asked = set(question)
    if not answer or sum(word in asked for word in answer) < READ_BACK_SHARE * len(answer):
        return None
    return Abstention(
        AbstentionReason.QUESTION_READ_BACK,
        "The answer only repeats the question. Answer it in your own words.",
    )


def unheard(take: Take) -> bool:
    """Whether the answer did not arrive, which the person has to know at once, in an examination too."""
    if take.abstention is None:
        return take.status is Status.FAILED
    return take.abstention.reason in UNHEARD
