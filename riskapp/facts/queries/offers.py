"""What files propose, and which answers they show, as proposed answers of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.choices import EvidenceKind
from questionnaires.document.answer_set import AnswerSet
from questionnaires.models import Evidence, Response
from questionnaires.queries.proposals import OfferedAnswer, ShownGround
from riskapp.evidence.model import CONFIRMS, CONTRADICTS
from riskapp.facts.queries.claims import ShownClaim, beside_files, files_of


def offers_of_files(response: Response, answer_set: AnswerSet) -> list[OfferedAnswer]:
    """What the files of a vendor propose at places that are there, and the answers they confirm
    that are not marked so yet and that no file contradicts; one query where there is no file, and one more otherwise."""
    files = files_of(response, is_vendor=True)
    if not files:
        return []
    found = beside_files(files, answer_set)
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


def as_offer(one: ShownClaim) -> OfferedAnswer:
    """A claim of a file as a proposed answer."""
    document = one.answer_set.document
    is_there = one.state == CONFIRMS
    value = one.answer_set.value(*one.place) if is_there else one.claim.proposed
    return OfferedAnswer(
        document.questions[one.claim.question],
        one.entry,
        cast("str", value),
        shown=(
            ShownGround(one.shows, one.where, day_in_words(one), grade_in_words(one)),
        ),
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


def day_in_words(one: ShownClaim) -> str:
    """The day of the data."""
    if one.data_day is None:
        return _("day of the data not stated")
    words = {"day": date_format(one.data_day, _("j F Y"))}
    if one.is_stated:
        return _("data of %(day)s") % words
    return _("data of %(day)s or later") % words


def grade_in_words(one: ShownClaim) -> str:
    """How much the file counts."""
    if one.is_recheckable:
        return _("can be verified: the source can be asked")
    return _("documented: the vendor's copy")
