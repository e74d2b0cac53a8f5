import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.dashboards.forms import kept_work
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.findings.actions.settling import accept_finding
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    member,
    scored,
)


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def scope_of(user, **wanted):
    return WorkScope(user, kept_work(user), timezone.localdate(), **wanted)


def decide(assessment, by, until=None, outcome=Outcome.APPROVED, **wanted):
    """A decision as rows, without what an approval asks for."""
    assessment = Assessment.objects.get(pk=assessment.pk)
    assessment.decision = Decision.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=assessment.score,
        outcome=outcome,
        reason="It was good enough.",
        valid_until=until,
        by=by,
        replaces=assessment.decision,
        **wanted,
    )
    assessment.save(update_fields=["decision"])


@pytest.fixture(scope="module")
def portfolio_of_four(shared):
    """Two critical engagements and a low one, and one that was never assessed; a stranger, to
    whom none of it belongs. Nobody holds anybody off by four eyes."""
    organisation = OrganisationFactory(four_eyes=False)
    analyst = member(organisation, Role.ANALYST)
    approver = member(organisation, Role.APPROVER)
    found = {
        name: scored(organisation, analyst, name)
        for name in ("personal-accounts", "typical", "careful")
    }
    never = EngagementFactory(vendor__organisation=organisation)
    critical = found["personal-accounts"]
    Engagement.objects.filter(pk=never.pk).update(contract_ends_on=in_days(-3))
    accept_finding(
        critical.findings.first(), reason="Cheap.", until=in_days(9), by=approver
    )
    return SimpleNamespace(
        organisation=organisation,
        analyst=analyst,
        approver=approver,
        critical=critical,
        typical=found["typical"],
        low=found["careful"],
        never=never,
        stranger=member(OrganisationFactory(), Role.APPROVER),
    )
