"""What was stored in English, in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from questionnaires.document.translation import texts_in
from riskapp.scoring.stored import said_again

CORE = "ai-toolchain-partner"


def in_language(value: Any) -> Any:
    """The value with every text of the core questionnaire, and every sentence of the evaluation,
    in the reader's language.

    Scores, findings and rules keep the words they were made with; what is shown of them may
    be read in another language. Anything else stays as it is.
    """
    texts = texts_in(CORE, (get_language() or "en").partition("-")[0])
    return _walk(value, texts) if texts else value


def _walk(value: Any, texts: Any) -> Any:
    if isinstance(value, dict):
        return {name: _walk(part, texts) for name, part in value.items()}
    if isinstance(value, list):
        return [_walk(part, texts) for part in value]
    return said_again(value, texts) if isinstance(value, str) else value
