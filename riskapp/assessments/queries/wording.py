"""What was stored in English, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from django.db.models import Q

from questionnaires.document.translation import texts_in
from questionnaires.document.words import say
from questionnaires.queries import language_in_force
from riskapp.common.folding import folded
from riskapp.scoring.stored import SENTENCES, said_again
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


LEAST = 3  # letters; shorter words occur in half of all texts


def english_of(word: str) -> Iterator[tuple[str, bool]]:
    """The English that is stored where a reader sees a folded word, and whether only a text that
    begins with it is meant: of a sentence with blanks what stands before the first."""
    if len(word) < LEAST:
        return
    for words, english in _folded_texts(language_in_force()):
        if word in words:
            head, blank, _rest = english.partition("%(")
            yield (head, True) if blank else (english, False)


def meant_in(column: str, word: str) -> Q:
    """That a column which is stored in English holds a folded word as its reader sees it."""
    whole, found = [], Q()
    for english, is_head in english_of(word):
        if is_head:
            found |= Q(**{f"{column}__startswith": english})
        else:
            whole.append(english)
    return found | Q(**{f"{column}__in": whole}) if whole else found


@lru_cache(maxsize=8)
def _folded_texts(_language: str) -> list[tuple[str, str]]:
    """Every text that reads otherwise in the language in force, folded, and its English."""
    texts = {**{one: say(one) for one in SENTENCES}, **core_texts()}
    return [
        (folded(words), english) for english, words in texts.items() if words != english
    ]
