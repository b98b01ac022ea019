"""Answers that are made to score without saying anything, or the contrary of it."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from voiceprep.judging.lexical import content_stems, tokens

if TYPE_CHECKING:
    from voiceprep.questions.model import Question

SEED = 7
RAMBLE = """
That is a really good question, and I am glad that you ask it, because it is one of those things that I have
thought about a lot over the years. So, um, where do I start. I think that the first thing to say is that it
depends, it always depends, and anybody who tells you that there is one right way has probably not done it
often enough. In my last job we talked about it nearly every week. There was a colleague, she sat opposite
to me, and she used to say that you learn more from one bad Monday than from ten good Fridays, and I have to
say that she was right about that. You know, people like to make it more complicated than it is. They read
something, they come in on the next morning, they draw boxes on the whiteboard, and after two hours
everybody goes to lunch and nobody remembers what the boxes were for. I have always tried to be the person
who asks why. Why are we doing this, who is it for, and what happens if we simply leave it. That has not
always made me popular, but I think it has made me better at what I do. And then of course there is the
team. You cannot do any of this alone. I am a people person, I would say, I like to sit down with somebody
over a coffee and hear what they think, and quite often the best idea comes from the one who has been quiet
for the whole meeting. So communication is a big part of it for me, and so is trust, and so is being honest
when something did not go well. I remember one project, I will not say where, on which we had worked for
most of a summer, and in the end it went into a drawer. That hurt, it did. But I took a lot from it, and I
still think about it when I start with something new. These days I try to begin small, I try to keep an open
mind, and I try to finish what I begin. There are so many tools and trends, and every year there is a new
one that is going to change everything, and you have to keep up, but you must not run after each of them
either. It is a balance. And at the end of the day it is about delivering something of value, on time, to
people who are happy with it. So that is how I see it, more or less. I could go on for hours, but I hope
that this gives you an impression of how I think and of the way I go about these things in general.
"""
"""Fluent talk of more than 400 words with which one could answer any question."""

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|should|would|will|must|may|might|has|have|had|do|does|did)\b",
    re.IGNORECASE,
)


def shuffled(question: Question) -> str:
    """The expert's words in random order."""
    words = question.expert_answer.split()
    random.Random(SEED).shuffle(words)
    return " ".join(words)


def keywords(question: Question) -> str:
    """The words of content of all key points in random order."""
    words = [word for point in question.key_points for word in tokens(point.claim) if content_stems(word)]
    random.Random(SEED).shuffle(words)
    return " ".join(words)


def negated(question: Question) -> str:
    """The expert answer with every sentence denied."""
    return " ".join(_denied(sentence) for sentence in _SENTENCE_END.split(question.expert_answer))


def _denied(sentence: str) -> str:
    denied, count = _AUXILIARY.subn(lambda match: f"{match.group(0)} not", sentence, count=1)
    return denied if count else f"It is not true that {sentence}"


def ramble(question: Question) -> str:
    return RAMBLE


def ramble_with_keywords(question: Question) -> str:
    """Keywords strewn over connected text that says nothing."""
    chooser, words = random.Random(SEED), RAMBLE.split()
    for word in keywords(question).split():
        words.insert(chooser.randrange(len(words) + 1), word)
    return " ".join(words)


def question_read_back(question: Question) -> str:
    return question.text
