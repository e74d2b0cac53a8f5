"""Sample data in an organisation that has nothing yet, to look around in."""

from __future__ import annotations

from django.db import transaction

from questionnaires.actions.publishing import publish
from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.demo.actions.loading import (
    PORTFOLIO,
    count_what_clashes,
    load_assessment,
)
from riskapp.demo.actions.story import add_analyst_story
from riskapp.setup.queries import takes_samples
from riskapp.shipped.core import CORE
from riskapp.vendors.models import Vendor


@transaction.atomic
def add_samples(organisation: Organisation, *, by: User) -> bool:
    """The vendors of the demo with their answers, scores and a review under way; whether they
    were added. They are not where a vendor is registered already. Nobody is written to: the
    people there are at addresses that do not exist, and are invited by a link alone."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not takes_samples(organisation):
        return False
    version = publish(CORE)
    for vendor, country, engagement, example, days, submitted in PORTFOLIO:
        load_assessment(
            organisation,
            by,
            version,
            (vendor, country, engagement),
            example,
            days,
            submitted=submitted,
        )
    add_analyst_story(organisation, by)
    count_what_clashes(organisation)
    number = Vendor.objects.filter(organisation=organisation).update(is_sample=True)
    record(
        "sample data added",
        organisation,
        organisation=organisation,
        by=by,
        after={"vendors": number},
    )
    return True
