"""At most one remark on how an answer was spoken, behind what was said in it.

Filled pauses are never remarked on aloud: they are counted after the feedback, and a word on them helps
nobody to have fewer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.coaching.feedback import fits

if TYPE_CHECKING:
    from voiceprep.bands import Bands
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.delivered import Delivery
    from voiceprep.values import Feedback


def remark(delivery: Delivery, bands: Bands, prompts: Prompts, *, complete: bool = True) -> str | None:
    """The most useful sentence on what is outside of its band; None where nothing is.

    `complete`: whether the answer was given to its end; what was cut off is not called short.
    """
    return (
        _on_a_hedge(delivery, prompts)
        or _on_length(delivery, bands, prompts, complete=complete)
        or _on_time(delivery, bands, prompts)
    )


def with_remark(feedback: Feedback, text: str | None) -> Feedback:
    """The feedback with the remark; spoken only where it still fits in, for content comes first."""
    if text is None:
        return feedback
    spoken = f"{feedback.spoken} {text}"
    return replace(feedback, delivery=text, spoken=spoken if fits(spoken) else feedback.spoken)


def _on_a_hedge(delivery: Delivery, prompts: Prompts) -> str | None:
    for hedge in delivery.hedges:
        if hedge.key_point is not None:
            return prompts.say("delivery_hedged", seed=hedge.key_point, quote=hedge.text)
    return None


def _on_length(delivery: Delivery, bands: Bands, prompts: Prompts, *, complete: bool) -> str | None:
    if delivery.seconds is None:
        return None
    share = delivery.seconds / delivery.target_seconds
    places = {"seconds": f"{delivery.seconds:.0f}", "target": f"{delivery.target_seconds:.0f}"}
    if bands.length.high is not None and share > bands.length.high:
        return prompts.say("delivery_long", **places)
    if complete and bands.length.low is not None and share < bands.length.low:
        return prompts.say("delivery_short", **places)
    return None


def _on_time(delivery: Delivery, bands: Bands, prompts: Prompts) -> str | None:
    pauses, pace, band = delivery.pauses, delivery.pace, bands.pace
    torn = [] if pauses is None else [pause for pause in pauses.long if pause.inside]
    if bands.long_pauses.high is not None and len(torn) > bands.long_pauses.high:
        return prompts.say("delivery_pauses", count=str(len(torn)))
    if pace is None:
        return None
    # As it is told: "slowly, about 120" beside "usual: 120 to 170" would contradict itself.
    told = round(pace.words_per_minute)
    if band.high is not None and told > band.high:
        return prompts.say("delivery_fast", pace=str(told))
    if band.low is not None and told < band.low:
        return prompts.say("delivery_slow", pace=str(told))
    return None
