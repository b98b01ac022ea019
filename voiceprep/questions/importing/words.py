"""The few hundred words by which a technical answer is taken apart.

No tagger of parts of speech is light enough for this (docs/decisions/0021), and none is needed: answers in
guides are short, and what is proposed here is read by a person.
"""

from __future__ import annotations

import re

PROMPTS = frozenset(
    """
        are can compare could define describe design did discuss do does explain give have how if
        imagine implement is list name please outline say share should show sketch suppose talk tell
        walk was were what what's when where which who why will would write you your
    """.split()  # noqa: SIM905
)
"""Words that a question begins with."""

VERBS = frozenset(
    """
        accept access achieve act adapt add adjust aggregate agree alert align allocate allow analyze
        analyse apply ask assess assign assume attach attend audit automate avoid back backpropagate
        balance batch become begin benchmark block bound break bridge bring broadcast build cache
        calculate call capture carry catch cause change check choose clarify clean cluster collaborate
        collect combine commit communicate compare compile complete compress compute configure confirm
        connect consider consume contain continue control convert copy correct cost count cover create
        cut deactivate debug decide decouple decrease define delay delegate delete deliver depend deploy
        describe design detect determine develop diagnose differ disable discard discuss distribute
        divide document downsample draw drop duplicate eliminate emit enable encode encrypt encourage
        end enforce engage ensure escalate establish estimate evaluate evict examine exceed excel
        execute exist expect expire explain explore expose extract fail favor favour fetch fill filter
        find fit fix focus follow force forget form foster free freeze gather generalize generate get give go
        grant group grow guarantee guard guide handle happen hash have help hide hold identify ignore
        implement improve include incorporate increase indicate inform inject insert inspect install
        instrument integrate interpret introduce investigate involve isolate iterate join keep know
        label launch lead learn leave let limit link listen load lock log look lose lower maintain make
        manage map mask match matter maximize mean measure memorize merge migrate minimize mirror
        mitigate mock model modify monitor move multiply need negotiate normalize notify observe occur
        offer open optimize order organize overfit oversample own parallelize parse partition pass
        perform persist pick pin plan play plot point poll populate practice practise precompute predict
        prefer prepare present preserve prevent prioritize process produce promote protect prototype
        prove provide provision prune publish pull push put quantify quantize query queue raise
        randomize rank reach read rebuild receive recommend record recover redirect reduce refactor
        refer refuse register reject release rely remain remember remove render repeat replace replay
        replicate report represent reproduce request require research resize resolve respond restart
        restore restrict retrain retrieve retry return reuse revert review rewrite roll rotate route run
        sample save say scale scan schedule score search secure see seed select send separate serialize
        serve set shadow shard share shift show shrink shuffle shut simulate sit skip slow smooth solve
        sort speak specify speed spend split spot stabilize stack start state stay stop store stratify
        stream strip study subtract suggest summarize support survive switch synchronize take talk
        target teach tell tend test throttle throw time track trade train transfer transform translate
        treat trigger trust try tune turn undersample understand update upgrade use validate vary verify
        version vote wait walk warm warn watch weigh work wrap write yield
    """.split()  # noqa: SIM905
)
"""Base forms of what people do in technical answers."""

AUXILIARIES = frozenset(
    """
        is are was were isn't aren't wasn't weren't has had hasn't hadn't can cannot can't could
        couldn't may might must should shouldn't will won't would wouldn't does doesn't do don't did
        didn't it's that's they're you're
    """.split()  # noqa: SIM905
)

NOUN_TOO = frozenset(
    """
        accesses acts alerts audits backs balances batches benchmarks blocks bounds breaks builds caches
        calls causes changes checks clusters commits controls copies costs counts covers cuts delays
        designs documents draws drops ends estimates executes features fills filters fits fixes forms
        groups guards guides hashes helps holds joins labels leads limits links loads locks logs looks
        makes maps masks matches means measures mirrors models moves needs offers orders owns passes
        picks pins plans plays plots points polls practices presents processes queries queues ranks
        reads records releases repeats replays reports requests researches results returns reviews rolls
        routes runs samples scales scans schedules scores searches seeds sets shadows shards shares
        shifts shows sorts splits spots stacks starts states stops stores streams studies supports
        switches targets tests times tracks trades transfers transforms triggers turns updates upgrades
        versions votes waits walks weights works wraps
    """.split()  # noqa: SIM905
) - frozenset(
    """
        balances causes covers ends executes fits helps holds leads makes means needs offers passes
        processes reads returns runs sets shows splits stops supports takes turns works
    """.split()  # noqa: SIM905
)
"""Third persons that are as often the plural of a noun: verbs only where the words around say so."""

DETERMINERS = frozenset(
    "a an the all any both each every its one several that their this these those what when whether".split()  # noqa: SIM905
)

ADJECTIVES = frozenset(
    """
        accurate bad best better cheap cheaper clear common complex costly critical easier easy
        effective efficient essential excellent exact expensive fast faster flexible good great hard
        harder ideal important inexpensive large noisy poor popular quick robust safe safer sensitive
        simple simpler slow slower small smaller stable strict strong thorough unstable useful weak
        worse
    """.split()  # noqa: SIM905
)
"""What is said of a subject without a verb: "stable but slow"."""

REFERRING = frozenset(
    "he her his it its she such that their them these they this those".split()  # noqa: SIM905
)
"""A sentence that begins with one of these says something about the sentence before it."""

_JOINTS = frozenset(
    "that what when where which who whose why how if it they you we and or".split()  # noqa: SIM905
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|dr|mr|mrs|ms|no|fig|inc)\.|\b[A-Z]\.)$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]\u201d]*\s+(?=[\"'(\[\u201c]?[A-Z0-9])")


def sentences(text: str) -> list[str]:
    """The sentences of running text; "e.g." and "vs." end none."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        so_far = text[start : end.end()].rstrip()
        if not _ABBREVIATION.search(so_far):
            found.append(so_far)
            start = end.end()
    return [one for one in (*found, text[start:].strip()) if one]


def looks_like_a_question(text: str) -> bool:
    """Whether it ends like one, or begins with what people ask by."""
    words = text.split()
    return bool(words) and (
        text.rstrip().endswith("?") or (len(words) > 1 and words[0].lower().strip(",.:;") in PROMPTS)
    )


def is_imperative(text: str) -> bool:
    """Whether it begins like an instruction: "add features", but not "batch jobs run at night"."""
    words = text.split()
    first = words[0].lower().strip(",;:") if words else ""
    if len(words) < 2 or first not in VERBS:
        return False
    verb = finite_verb(words[:6])
    return verb is None or not {f"{first}s", f"{first}es"} & NOUN_TOO or words[verb - 1].lower() in _JOINTS


def finite_verb(words: list[str]) -> int | None:
    """Index of the first word that makes a clause of its subject; None for a mere name of something."""
    depth = 0
    for index, word in enumerate(words):
        inside = depth > 0 or word.startswith("(")
        depth = max(0, depth + word.count("(") - word.count(")"))
        if index and not inside and _finite(words, index):
            return index
    return None


def third_person(word: str) -> bool:
    """Whether it is a verb with its ending: "promotes", "tries"."""
    base = {word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"} - {word}
    return word.endswith("s") and bool(base & VERBS)


def _finite(words: list[str], index: int) -> bool:
    word, before = words[index].lower().strip(",;:"), words[index - 1].lower()
    after = words[index + 1].lower() if index + 1 < len(words) else ""
    if word in AUXILIARIES:
        return True
    certain = before.endswith("ly") or after.endswith("ly") or after in DETERMINERS
    if third_person(word):
        return word not in NOUN_TOO or certain
    plural = before in {"they", "we", "you"} or (before.endswith("s") and not before.endswith("ss"))
    return word in VERBS and plural
