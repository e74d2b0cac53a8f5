"""Whatever happens, what is kept of what waits is what waits."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.choices import DeliveryKind, DeliveryState, Purpose
from questionnaires.models import Delivery, Message, Response
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.desk.choices import Whose
from riskapp.desk.queries.waiting import waiting as waiting_on
from riskapp.desk.queries.waiting import waiting_page
from riskapp.findings.models import Finding, Plan
from riskapp.sending.models import Reassessment
from riskapp.vendors.models import Engagement, Vendor
from tests.chance import times
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    member,
    scored,
    seat_at,
    started,
)
from tests.factories.waiting import waits_plainly

pytestmark = pytest.mark.django_db
OPEN = {"submitted_at": None}  # of others nothing changes any more


class House:
    """Work that is out, late, evaluated and never asked, of one organisation."""

    def __init__(self):
        self.organisation = OrganisationFactory(four_eyes=False)
        self.people = [member(self.organisation, Role.ANALYST) for _one in range(2)]
        self.stranger = member(OrganisationFactory(), Role.ANALYST)
        analyst = self.people[0]
        started(self.organisation, analyst)
        started(self.organisation, analyst, days=-3)
        self.scored = scored(self.organisation, analyst, "typical")
        self.seat = seat_at(self.scored)
        EngagementFactory(vendor__organisation=self.organisation, tier="", profile={})
        self.today = timezone.localdate()


@pytest.fixture(scope="module")
def desk_house(shared):
    return House()


def one_of(rows, at):
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model.objects.filter(pk__in=keys[at % len(keys) :][:1] if keys else [])


def change(model, among=None, **facts):
    """A fact of one row becomes one of these; what is called gets the house."""

    def step(house, at):
        found = {}
        for name, values in facts.items():
            value = values[at % len(values)]
            found[name] = value(house) if callable(value) else value
        one_of(model.objects.filter(**among or {}), at).update(**found)

    return step


def a_day(by):
    return lambda house: house.today + datetime.timedelta(days=by)


def a_person(at):
    return lambda house: house.people[at]


def now(_house):
    return timezone.now()


def mail(house, at):
    Delivery.objects.create(
        invitation=one_of(Assessment.objects.all(), at)
        .get()
        .response.invitations.first(),
        kind=DeliveryKind.INVITATION,
        email="lead@vendor.example",
        state=(DeliveryState.FAILED, DeliveryState.SENT)[at % 2],
    )


def word(house, at):
    Message.objects.create(
        response=house.scored.response, question="AIQ-01", text="When?",
        respondent=house.seat if at % 2 else None, author="" if at % 2 else "analyst@buyer.example",
    )  # fmt: skip


def plan(house, at):
    Plan.objects.create(
        finding=one_of(house.scored.findings, at).get(),
        text="Keys are rotated.",
        due_on=house.today,
        made_by=house.seat,
    )


def again(house, at):
    if at == 5:
        Reassessment.objects.all().delete()
        return
    Reassessment.objects.create(
        organisation=house.organisation,
        engagement=one_of(
            Engagement.objects.filter(organisation=house.organisation), at
        ).get(),
        cause="incident",
        due_on=house.today,
    )


def purpose(house, at):
    """What is open asks for something once more."""
    one_of(Response.objects.filter(**OPEN), at).update(
        purpose=Purpose.CLARIFICATION if at % 2 else Purpose.FIRST,
        follows=house.scored.response if at % 2 else None,
    )


def follow_up(house, at):
    """The first response stands in for one that was opened later."""
    other = Response.objects.exclude(assessment=house.scored).first()
    Assessment.objects.filter(pk=house.scored.pk).update(
        follow_up=other if at % 2 else None, state="clarifying" if at % 3 else "scored"
    )


STEPS = {
    "new work": lambda house, at: started(house.organisation, house.people[0], days=at - 3),
    "mail": mail,
    "word": word,
    "plan": plan,
    "another try": change(Reassessment, state=["dismissed", "proposed"], due_on=[a_day(1), a_day(-4)]),
    "again": again,
    "follow-up": follow_up,
    "state": change(Assessment, state=["sent", "scored", "submitted", "clarifying", "withdrawn"]),
    "due": change(Assessment, due_on=[a_day(-1), a_day(0), a_day(4)]),
    "due of a response": change(Response, OPEN, due_on=[a_day(-1), a_day(0), a_day(4)]),
    "purpose": purpose,
    "analyst": change(Assessment, analyst=[None, a_person(0), a_person(1)]),
    "replies": change(Assessment, replies_to=[None, a_person(1)]),
    "clashes": change(Assessment, open_contradictions=[None, 0, 2]),
    "reviewed": change(Assessment, review_completed_at=[now, None]),
    "finding": change(Finding, state=["done", "open", "planned"], severity=["low", "critical"]),
    "owner of a finding": change(Finding, owner=[None, a_person(1)]),
    "work": change(Engagement, tier=["", "low", "very_high"], rating=["", "high"]),
    "work away": change(Engagement, archived_at=[now, None]),
    "vendor away": change(Vendor, archived_at=[now, None]),
    "owner": change(Vendor, owner=[None, a_person(0), a_person(1)]),
}  # fmt: skip
STEP = st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 6))


def shown(user, whose=Whose.TEAM, kind=""):
    page, counts = waiting_page(
        user,
        waiting_on(user, timezone.localdate()),
        whose=whose,
        kind=kind,
        members=[],
        number="1",
    )
    page.paginator.per_page = 1000
    return list(page.paginator.page(1)), counts


def assert_kept(house):
    for user in (*house.people, house.stranger):
        plain = waits_plainly(user, house.today)
        rows, counts = shown(user)
        told = [
            (r.kind, r.key, r.since, r.weight, r.vendor, r.work, r.note, r.person)
            for r in rows
        ]
        assert sorted(told, key=str) == plain
        assert counts.whose["team"] == len(plain)
        mine, of_mine = shown(user, Whose.MINE)
        assert {row.value for row in mine} == {
            f"{kind.value}:{key}" for kind, key, *_rest, who in plain if who == user.pk
        }
        assert of_mine.whose["mine"] == len(mine)


@settings(
    max_examples=times(12, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_what_is_kept_is_what_waits_after_any_changes(desk_house, steps):
    with transaction.atomic():
        for name, at in steps:
            STEPS[name](desk_house, at)
        assert_kept(desk_house)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(STEPS))
def test_each_change_is_among_what_waits_at_once(desk_house, name):
    plan(desk_house, 1)
    again(desk_house, 1)
    for at in (1, 0, 2):
        STEPS[name](desk_house, at)
        assert_kept(desk_house)


def test_what_a_vendor_left_waiting_goes_with_it(desk_house):
    bare = Engagement.objects.get(organisation=desk_house.organisation, tier="")
    rows, _counts = shown(desk_house.people[0])
    assert bare.pk in {row.key for row in rows}

    vendor = bare.vendor
    bare.delete()
    vendor.delete()

    assert_kept(desk_house)
