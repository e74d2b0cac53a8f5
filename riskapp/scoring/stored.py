"""Sentences that an evaluation stored in English, in the language of whoever reads them.

An evaluation is kept with the words it was made with. Texts of the questionnaire are found
again by their English; a sentence of the evaluation itself may hold such texts, so it is
recognised by its pattern and worded anew around them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from questionnaires.document.words import say
from riskapp.scoring import agreed, missing, reading, standing

SENTENCES = (
    agreed.BEYOND_RIGHTS,
    agreed.BEYOND_AUTONOMY,
    agreed.TAKE_BACK,
    agreed.CONTRACT_SILENT,
    agreed.CONTRACT_FORBIDS,
    agreed.CONTRACT_OPEN,
    agreed.AGREE,
    agreed.NOT_STATED,
    agreed.STATE_IT,
    missing.LITTLE_EVIDENCE,
    missing.ON_WORDS_ALONE,
    missing.SUPPORT_ANSWERS,
    reading.EMPTY_TITLE,
    standing.CLAIMED,
    standing.HANGS,
)
_BLANK = re.compile(r"%\((\w+)\)s")
_WHOLE = frozenset(text for text in SENTENCES if not _BLANK.search(text))


def said_again(text: str, texts: Mapping[str, str]) -> str:
    """The stored text in the active language; ``texts`` are those of the questionnaire by
    their English. A text that neither knows stays as it is."""
    if text in texts:
        return texts[text]
    if text in _WHOLE:
        return say(text)
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(text):
            parts = {name: texts.get(p, p) for name, p in match.groupdict().items()}
            return say(sentence) % parts
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((text, _pattern(text)) for text in SENTENCES if _BLANK.search(text))


def _pattern(sentence: str) -> re.Pattern[str]:
    """What the sentence looks like with its blanks filled in."""
    parts = _BLANK.split(sentence)  # fixed, name, fixed, name, … fixed
    written = [
        f"(?P<{part}>.+?)" if place % 2 else re.escape(part.replace("%%", "%"))
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(written), re.DOTALL)
