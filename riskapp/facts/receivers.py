"""What files of evidence hear of questionnaires."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.actions.uploads import takes_entries
from questionnaires.document.answer_set import AnswerSet
from questionnaires.models import Entry, Respondent, Response
from questionnaires.queries import AfterwardsLink, answer_set_of
from questionnaires.queries.proposals import Offered, OfferedAnswer, still_offered
from questionnaires.signals import (
    afterwards,
    meanwhile,
    offering,
    offers_confirmed,
)
from riskapp.assessments.models import Assessment
from riskapp.facts.actions.confirming import mark_shown
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.claims import beside
from riskapp.facts.queries.offers import as_offer, claims_in, offers_of_files
from riskapp.facts.queries.reading import files_page, spoken_of


@receiver(meanwhile, dispatch_uid="facts.offer")
def offer(
    response: Response, entry: Entry | None, question: str = "", **kwargs: Any
) -> list[AfterwardsLink]:
    """A way to answer from files: on the register, on the page of one tool, and at each answer
    that files can speak of."""
    if question and question not in spoken_of():
        return []
    url = files_page(response.pk, str(entry.pk) if entry else "", question)
    is_listed = entry is not None and not question  # on the page of the tool itself
    waiting = 0 if is_listed else _waiting(response, entry, question)
    if waiting:
        words = ngettext(
            "Files propose %(n)s answer: look and confirm",
            "Files propose %(n)s answers: look and confirm",
            waiting,
        )
        return [AfterwardsLink(url, words % {"n": waiting})]
    note = _(
        "Configurations and exports propose answers; you confirm them. Kept is what they "
        "show, and the file only if you want it."
    )
    return [AfterwardsLink(url, _("Answer from files"), note)]


@receiver(afterwards, dispatch_uid="facts.offer_later")
def offer_later(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """A way to give files after submission; while something is asked, they belong there."""
    if not Assessment.objects.filter(
        Q(response=response) | Q(scores__response=response)
    ).exists():
        return []
    return [
        AfterwardsLink(
            reverse("assessments:vendor_later", args=[response.pk]),
            _("Give files of your tools"),
            _("configurations, exports, inventories, laid beside what you submitted"),
        )
    ]


@receiver(offering, dispatch_uid="facts.propose")
def propose(
    response: Response,
    answer_set: AnswerSet,
    questions: Collection[str] | None = None,
    **kwargs: Any,
) -> list[Offered]:
    """What the files of the vendor propose; none is read for questions of which none speaks."""
    if questions is not None and spoken_of().isdisjoint(questions):
        return []
    return offers_of_files(response, answer_set)


@receiver(offers_confirmed, dispatch_uid="facts.mark_shown")
def mark(
    response: Response,
    offers: list[OfferedAnswer],
    respondent: Respondent | None,
    **kwargs: Any,
) -> None:
    """What was confirmed is shown by the files that proposed it."""
    if shown := claims_in(offers):
        mark_shown(response, shown, respondent=respondent)


def _waiting(response: Response, entry: Entry | None, question: str) -> int:
    """How many answers of files wait to be confirmed, without those marked as not so; one query
    where there is no file."""
    if not SourceFile.objects.filter(response=response, by=None).exists():
        return 0
    found = beside(response, answer_set_of(response), is_vendor=True)
    proposals = [
        as_offer(one)
        for one in found.proposals
        if question in ("", one.claim.question)
        and (entry is None or one.entry == str(entry.pk))
    ]
    waiting = len(still_offered(response, proposals))
    if entry is not None:
        return waiting
    if question or not takes_entries(response):
        return waiting
    shown = [one for tool in found.unlisted.values() for one in tool]
    return waiting + sum(bool(one.proposed) for one in shown)
