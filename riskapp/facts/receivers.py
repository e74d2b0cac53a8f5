"""What files of evidence hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.models import Entry, Response
from questionnaires.queries import AfterwardsLink, answer_set_of
from questionnaires.signals import meanwhile
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.claims import beside


@receiver(meanwhile, dispatch_uid="facts.offer")
def offer(
    response: Response, entry: Entry | None, **kwargs: Any
) -> list[AfterwardsLink]:
    """A way to answer from files, on the register and on the page of one tool."""
    place = reverse("assessments:vendor_files", args=[response.pk])
    url = f"{place}?entry={entry.pk}" if entry else place
    if waiting := _waiting(response, entry):
        words = ngettext(
            "Files propose %(n)s answer: look and confirm",
            "Files propose %(n)s answers: look and confirm",
            waiting,
        )
        return [AfterwardsLink(url, words % {"n": waiting})]
    note = _(
        "Configurations and exports propose answers; you confirm them. Nothing is kept "
        "but what they show."
    )
    return [AfterwardsLink(url, _("Answer from files"), note)]


def _waiting(response: Response, entry: Entry | None) -> int:
    """How many answers of files wait to be confirmed; one query where there is no file."""
    if not SourceFile.objects.filter(response=response, by=None).exists():
        return 0
    found = beside(response, answer_set_of(response), is_vendor=True)
    if entry is None:
        shown = [one for tool in found.unlisted.values() for one in tool]
        return len(found.proposals) + sum(1 for one in shown if one.proposed)
    return sum(1 for one in found.proposals if one.entry == str(entry.pk))
