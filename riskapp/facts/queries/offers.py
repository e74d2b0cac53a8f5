"""What files propose, and which answers they show, as proposed answers of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from questionnaires.choices import EvidenceKind
from questionnaires.document.answer_set import AnswerSet
from questionnaires.models import Evidence, Response
from questionnaires.queries.proposals import (
    Offered,
    OfferedAnswer,
    OfferedEntry,
    ShownGround,
)
from riskapp.evidence.comparing import LISTED
from riskapp.evidence.model import CONFIRMS, CONTRADICTS
from riskapp.facts.queries.claims import (
    FileClaims,
    ShownClaim,
    beside_files,
    files_of,
)
from riskapp.facts.queries.reading import files_page


def offers_of_files(response: Response, answer_set: AnswerSet) -> list[Offered]:
    """What the files of a vendor propose (``offers_in``), and the tools in them that nobody
    listed; one query where there is no file."""
    files = files_of(response, is_vendor=True)
    if not files:
        return []
    found = beside_files(files, answer_set)
    return [*offers_in(response, found), *entries_in(response, found)]


def offers_in(response: Response, found: FileClaims) -> list[OfferedAnswer]:
    """What files propose at places that are there, and the answers they confirm that are not
    marked so yet and that no file contradicts; one query."""
    answer_set = found.answer_set
    marked: set[tuple[str, UUID | None, str]] = set(
        Evidence.objects.present()
        .filter(response=response, kind=EvidenceKind.FACT)
        .values_list("question", "entry", "sha256")
    )
    known = {(name, str(entry) if entry else "", sha) for name, entry, sha in marked}
    contradicted = {one.place for one in found.of(CONTRADICTS)}
    standing = [
        one
        for one in found.of(CONFIRMS)
        if not one.unlisted
        and answer_set.asks(*one.place)
        and one.place not in contradicted
        and (*one.place, one.file.sha256) not in known
    ]
    return [as_offer(one) for one in [*found.proposals, *standing]]


def entries_in(response: Response, found: FileClaims) -> list[OfferedEntry]:
    """The tools that files show and nobody listed, with how many answers they propose."""
    listed = found.answer_set.document.questions.get(LISTED)
    if listed is None:
        return []
    url = files_page(response.pk)
    return [
        OfferedEntry(
            listed.section, name, sum(bool(one.proposed) for one in shown), url
        )
        for name, shown in found.unlisted.items()
    ]


def as_offer(one: ShownClaim) -> OfferedAnswer:
    """A claim of a file as a proposed answer."""
    document = one.answer_set.document
    is_there = one.state == CONFIRMS
    value = one.answer_set.value(*one.place) if is_there else one.claim.proposed
    return OfferedAnswer(
        document.questions[one.claim.question],
        one.entry,
        cast("str", value),
        shown=(ShownGround(one.shows, one.where, one.day, grade_in_words(one)),),
        sources=(one,),
        is_there=is_there,
    )


def claims_in(offers: Iterable[OfferedAnswer]) -> Sequence[ShownClaim]:
    """The claims of files behind proposed answers."""
    return [
        source
        for one in offers
        for source in one.sources
        if isinstance(source, ShownClaim)
    ]


def grade_in_words(one: ShownClaim) -> str:
    """How much the file counts."""
    if one.is_recheckable:
        return _("can be verified: the source can be asked")
    return _("documented: your own copy")
