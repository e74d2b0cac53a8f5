"""The legal bases that a document offers, and for which countries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.model import Document
from riskapp.scoring.rated.model import LegalBasis, PlaceStatus, rated_document

KEY = "legal_bases"


def read_bases(
    check: Checker, data: Mapping[str, Any], countries: Collection[str]
) -> tuple[LegalBasis, ...]:
    """The bases in a document as plain data; ``countries`` are the codes there are."""
    statuses = [status.value for status in PlaceStatus]
    bases = []
    for item, place in check.items(data.get(KEY), (KEY,), 50):
        found = check.mapping(item, place, {"code", "label", "only_for", "classes"})
        only_for = check.all_known(found, "only_for", place, "country", countries)
        named = check.mapping(found.get("classes"), (*place, "classes"), statuses)
        bases.append(
            LegalBasis(
                check.code(found, "code", place),
                check.text(found, "label", place, need=True, most=200),
                frozenset(named),
                only_for,
            )
        )
    for code, count in Counter(basis.code for basis in bases).items():
        if count > 1:
            check.fault(
                (KEY,),
                f"legal basis '{code}' stands {count} times",
                "each legal basis once",
            )
    return tuple(bases)


def bases_for(document: Document, country_code: str) -> tuple[LegalBasis, ...]:
    """The legal bases that can be named for a country, in the document's order."""
    country = document.countries.get(country_code)
    if country is None:
        return ()
    bases = rated_document(document).legal_bases
    return tuple(basis for basis in bases if basis.is_for(country))
