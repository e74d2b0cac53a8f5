"""A stored score in another language: its own texts, whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaires.document.translation import TEXTS
from riskapp.scoring.rated.extension import EXTENSION
from riskapp.scoring.stored import said_again

# Beside the texts of the questionnaire: an entry that stands for an empty register has a name.
STORED = TEXTS | EXTENSION.texts | {"tool"}


def in_language(data: Any, texts: Mapping[str, str], key: str = "") -> Any:
    """A stored score, or a part of one, in the language that ``texts`` leads to.

    ``texts`` are those of the questionnaire by their English (``translation.texts_in``);
    only what stands under the key of a text is looked up, codes and ids stay as they are.
    """
    if isinstance(data, Mapping):
        return {name: in_language(part, texts, name) for name, part in data.items()}
    if isinstance(data, list | tuple):
        return [in_language(part, texts) for part in data]
    if isinstance(data, str) and key in STORED:
        return said_again(data, texts)
    return data
