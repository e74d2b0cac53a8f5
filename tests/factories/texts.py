"""What people read of plain data: texts to be looked through."""

from collections.abc import Mapping
from typing import Any

from questionnaires.document.translation import Keys, document_keys


def readable_texts(value: Any, keys: Keys | None = None) -> list[str]:
    """Every text of plain data that people read, in its order, each once; of a document
    where no other keys are given."""
    keys = keys or document_keys()
    found: dict[str, None] = {}

    def visit(value: Any, key: str) -> None:
        if isinstance(value, Mapping):
            for name, part in value.items():
                if name != "countries" and name not in keys.codes:
                    visit(part, name)
        elif isinstance(value, list):
            for part in value:
                visit(part, key if key in keys.lists else "")
        elif isinstance(value, str) and key in keys.texts:
            found[value] = None

    visit(value, "")
    return list(found)
