import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.desk.access import rows_for
from riskapp.desk.actions.many import ManyWanted, do_with_many
from riskapp.desk.choices import ManyDo
from riskapp.findings.models import Finding
from riskapp.vendors.models import MAX_LABELS, Engagement, Vendor
from tests.factories.riskapp import (
    EngagementFactory,
    VendorFactory,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + datetime.timedelta(days=60)


def done(user, values, do, **wanted):
    rows = rows_for(user, values)
    return do_with_many(rows, ManyWanted(do, **wanted), by=user)


def trail(action):
    return AuditEntry.objects.filter(action=action)


def test_each_row_is_given_with_a_line_of_its_own_in_the_trail(organisation, analyst):
    colleague = member(organisation, Role.ANALYST)
    assessments = [started(organisation, analyst) for _ in range(2)]
    finding = scored(organisation, analyst).findings.first()
    vendor = VendorFactory(organisation=organisation)
    values = [f"assessment:{one.pk}" for one in assessments]
    values += [f"finding:{finding.pk}", f"vendor:{vendor.pk}"]

    result = done(analyst, values, ManyDo.GIVE, person=colleague)

    assert (result.done, result.reasons) == (4, [])
    assert {
        *Assessment.objects.filter(pk__in=[one.pk for one in assessments]).values_list(
            "analyst", flat=True
        ),
        Finding.objects.get(pk=finding.pk).owner_id,
        Vendor.objects.get(pk=vendor.pk).owner_id,
    } == {colleague.pk}
    assert trail("assessment given").count() == 2
    assert trail("assessment given").first().after == {"analyst": colleague.email}
    assert trail("finding edited").count() == trail("vendor changed").count() == 1


def test_work_is_given_to_nobody_again_and_twice_is_once(organisation, analyst):
    assessment = started(organisation, analyst)
    values = [f"assessment:{assessment.pk}"]

    for _ in range(2):
        assert done(analyst, values, ManyDo.GIVE).done == 1

    assert Assessment.objects.get(pk=assessment.pk).analyst is None
    assert trail("assessment given").count() == 1


def test_a_finding_is_given_to_nobody_and_its_day_stays(organisation, analyst):
    finding = scored(organisation, analyst).findings.unsettled().first()
    day = timezone.localdate() + datetime.timedelta(days=9)
    Finding.objects.filter(pk=finding.pk).update(owner=analyst, due_on=day)

    result = done(analyst, [f"finding:{finding.pk}"], ManyDo.GIVE)

    finding.refresh_from_db()
    assert (result.done, list(result.reasons)) == (1, [])
    assert (finding.owner, finding.due_on) == (None, day)
    assert trail("finding edited").count() == 1


def test_nobody_is_given_what_they_may_not_see(organisation, analyst):
    buyer = member(organisation, Role.PROCUREMENT)
    assessment = started(organisation, analyst)
    finding = scored(organisation, analyst).findings.first()
    values = [f"assessment:{assessment.pk}", f"finding:{finding.pk}"]

    result = done(analyst, values, ManyDo.GIVE, person=buyer)

    assert result.done == 0
    assert "may read answers" in result.reasons[0][0]
    assert result.reasons[0][1] == 2


def test_replies_are_taken_without_taking_the_assessment(organisation, analyst):
    colleague = member(organisation, Role.ANALYST)
    assessment = scored(organisation, analyst)

    done(colleague, [f"replies:{assessment.pk}"], ManyDo.TAKE)

    found = Assessment.objects.get(pk=assessment.pk)
    assert (found.analyst, found.replies_to) == (analyst, colleague)


def test_a_vendor_is_reminded_once_a_day_of_all_that_it_has_to_answer(
    organisation, analyst
):
    work = EngagementFactory(vendor__organisation=organisation)
    other = EngagementFactory(vendor=work.vendor, organisation=organisation)
    started(organisation, analyst, engagement=work, email="a@vendor.example")
    started(organisation, analyst, engagement=other, email="b@vendor.example")
    values = [f"vendor:{work.vendor_id}"]

    assert done(analyst, values, ManyDo.REMIND).done == 1
    again = done(analyst, values, ManyDo.REMIND)

    assert trail("vendor reminded").count() == 2
    assert again.done == 0
    assert "reminded today" in again.reasons[0][0]


def test_the_day_moves_with_a_reason(organisation, analyst):
    assessment = started(organisation, analyst)
    finding = scored(organisation, analyst).findings.first()
    bare = EngagementFactory(vendor__organisation=organisation)
    values = [
        f"overdue:{assessment.pk}",
        f"done:{finding.pk}",
        f"profile:{bare.pk}",
    ]

    without = done(analyst, values[:1], ManyDo.MOVE, due_on=LATER)
    result = done(analyst, values, ManyDo.MOVE, due_on=LATER, reason="Summer")

    assert without.done == 0
    assert result.done == 2
    assert Assessment.objects.get(pk=assessment.pk).due_on == LATER
    assert Finding.objects.get(pk=finding.pk).due_on == LATER
    assert result.reasons[0][2] == str(bare)


def test_a_label_is_added_to_the_vendor_of_the_row_and_once(organisation, analyst):
    assessment = started(organisation, analyst)
    full = VendorFactory(
        organisation=organisation, labels=[f"l{n}" for n in range(MAX_LABELS)]
    )
    values = [f"assessment:{assessment.pk}", f"vendor:{full.pk}"]

    for _ in range(2):
        result = done(analyst, values, ManyDo.LABEL, label="  critical   path ")

    vendor = Vendor.objects.get(pk=assessment.engagement.vendor_id)
    assert vendor.labels == ["critical path"]
    assert (result.done, len(result.reasons)) == (1, 1)


def test_what_is_open_is_not_archived_and_stops_no_other(organisation, analyst):
    asked = started(organisation, analyst)
    idle = EngagementFactory(vendor__organisation=organisation)
    finding = scored(organisation, analyst).findings.first()
    values = [
        f"vendor:{asked.engagement.vendor_id}",
        f"engagement:{idle.pk}",
        f"finding:{finding.pk}",
    ]

    result = done(analyst, values, ManyDo.ARCHIVE)

    assert result.done == 1
    assert len(result.reasons) == 2
    assert Engagement.objects.get(pk=idle.pk).is_archived


def test_what_a_colleague_changed_after_the_rows_were_read_stays(organisation, analyst):
    vendor = VendorFactory(organisation=organisation, name="Old", labels=[])
    rows = rows_for(analyst, [f"vendor:{vendor.pk}"])
    Vendor.objects.filter(pk=vendor.pk).update(name="New", labels=["apps"])

    do_with_many(rows, ManyWanted(ManyDo.TAKE), by=analyst)

    vendor.refresh_from_db()
    assert (vendor.name, vendor.labels, vendor.owner) == ("New", ["apps"], analyst)
