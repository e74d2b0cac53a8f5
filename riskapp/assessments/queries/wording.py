"""What was stored in English, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.document.translation import texts_in
from questionnaires.queries import language_in_force
from riskapp.scoring.stored import said_again
from riskapp.shipped.core import core_document


def core_texts() -> Mapping[str, str]:
    """The texts of the core questionnaire in the reader's language, by their English."""
    return texts_in(core_document().id, language_in_force())


def in_language(text: str) -> str:
    """A text of the core questionnaire, or a sentence of the evaluation, in the reader's language.

    Scores, findings and rules keep the words they were made with; what is shown of them may
    be read in another language. Any other text stays as it is.
    """
    texts = core_texts()
    return said_again(text, texts) if texts else text
