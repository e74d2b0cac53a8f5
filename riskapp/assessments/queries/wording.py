"""Texts of the questionnaire that were stored in English, in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from questionnaires.document.translation import texts_in

CORE = "ai-toolchain-partner"
# What the judge itself says, beside the texts of the questionnaire.
JUDGE = frozenset(
    {
        gettext_noop("Hardly anything is backed by evidence"),
        gettext_noop("Nobody reaches “low” on words alone."),
        gettext_noop(
            "Support the answers with documents until at least 20 % is backed."
        ),
    }
)


def in_language(value: Any) -> Any:
    """The value with every text of the core questionnaire in the reader's language.

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
    if not isinstance(value, str):
        return value
    return gettext(value) if value in JUDGE else texts.get(value, value)
