"""The catalogue in the language of whoever reads it.

``criteria/criteria.LANGUAGE.po`` translates our own words. The words of the law are never
translated: ``criteria/quotes.LANGUAGE.yaml`` holds them in the official text of a language,
where two copies made independently of each other agree; elsewhere they stay English.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from questionnaires.document.model import Document, Question
from questionnaires.document.source import Source
from questionnaires.document.translation import read_texts
from questionnaires.document.values import Value
from riskapp.scoring.bearings import bearings_given
from riskapp.scoring.catalogue import (
    CRITERIA,
    Catalogue,
    Criterion,
    Facts,
    core_catalogue,
)
from riskapp.scoring.quotes import parse_official, quotes_file


@lru_cache(maxsize=32)
def catalogue_in(language: str) -> Catalogue:
    """The catalogue with our words in a language, and its quotes where they were verified."""
    core = core_catalogue()
    texts = texts_in(language)
    quotes = quotes_in(language)
    if not texts and not quotes:
        return core
    return replace(
        core,
        laws=tuple(
            replace(
                law,
                short=texts.get(law.short, law.short),
                title=texts.get(law.title, law.title),
                note=texts.get(law.note, law.note),
                who=texts.get(law.who, law.who),
            )
            for law in core.laws
        ),
        criteria={
            name: _in_language(quotes.get(name, criterion), texts)
            for name, criterion in core.criteria.items()
        },
    )


def provision(criterion_id: str, language: str = "en") -> Criterion | None:
    """A provision with its exact words; None for items of other frameworks."""
    return catalogue_in(language).criteria.get(criterion_id)


def provisions_behind(
    document: Document,
    question: Question,
    profile: Mapping[str, Value],
    day: datetime.date,
    language: str = "en",
) -> list[Criterion]:
    """The provisions a question bears on for a buyer of this profile, as far as one can say
    without knowing where it sits; each ``ref`` with the name of its act before it."""
    core = core_catalogue()
    facts = Facts(profile=profile, country="", has_tools=True, day=day)
    names = bearings_given(document, core, facts).of_question(question)
    spoken = catalogue_in(language)
    acts = {law.id: law.short for law in spoken.laws}
    return [
        replace(found, ref=f"{acts[found.law]} {found.ref}")
        for name in names
        if (found := spoken.criteria.get(name))
    ]


@lru_cache(maxsize=32)
def texts_in(language: str) -> Mapping[str, str]:
    """Our words by their English; empty where no file is at hand."""
    return read_texts(CRITERIA / f"criteria.{language}.po")


@lru_cache(maxsize=32)
def quotes_in(language: str) -> Mapping[str, Criterion]:
    """The provisions whose official text was verified in a language, with it as their quote.

    Raises DocumentError with every fault of the file; empty where there is none.
    """
    source = quotes_file(CRITERIA, language)
    return parse_quotes(source, language) if source else {}


def parse_quotes(source: Source, language: str) -> Mapping[str, Criterion]:
    """Check plain data and take the quotes over; raises DocumentError with every fault.

    Each must belong to a provision that has an English quote.
    """
    criteria = core_catalogue().criteria
    quoted = [one.id for one in criteria.values() if one.quote]
    official = parse_official(source, language, "provision with a quote", quoted)
    return {
        name: replace(
            criteria[name],
            quote=quote.text,
            quote_language=language,
            verified=f"{'+'.join(quote.copies)} agree, {official.verified}",
        )
        for name, quote in official.by_id.items()
    }


def _in_language(criterion: Criterion, texts: Mapping[str, str]) -> Criterion:
    law = criterion.source.removesuffix(f", {criterion.ref}")
    ref = texts.get(criterion.ref, criterion.ref)
    return replace(
        criterion,
        source=f"{texts.get(law, law)}, {ref}" if law else "",
        ref=ref,
        title=texts.get(criterion.title, criterion.title),
        in_plain_words=texts.get(criterion.in_plain_words, criterion.in_plain_words),
    )
