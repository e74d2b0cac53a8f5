"""What is past its period goes, with a line in the trail; what is held stays."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.invitations import enter, invite, revoke
from questionnaires.actions.responses import submit_response
from questionnaires.models import (
    Answer,
    Entry,
    Evidence,
    Invitation,
    Respondent,
    Response,
    ResponseEvent,
)
from questionnaires.queries import digest_holds
from riskapp.accounts.models import Membership
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.models import AuditEntry
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import (
    IncidentInput,
    close_incident,
    open_incident,
)
from riskapp.incidents.actions.replying import ReplyInput, reply
from riskapp.incidents.models import Incident, IncidentReply, IncidentRequest
from riskapp.notifications.models import Notification
from riskapp.organisations.actions.members import remove_member
from riskapp.privacy.actions.deleting import (
    delete_past,
    put_samples_away,
    remove_samples,
)
from riskapp.privacy.actions.settling import lift_hold, put_on_hold
from riskapp.privacy.choices import RULES, RetentionKind
from riskapp.privacy.models import Hold, Period
from riskapp.privacy.queries.periods import due_counts
from riskapp.privacy.tasks import delete_what_is_past_its_period
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from riskapp.sending.actions.waiting import withdraw_assessment
from riskapp.vendors.actions import add_contact, archive_vendor, register_vendor
from riskapp.vendors.models import Contact, Vendor
from tests.conftest import make_world
from tests.factories.reports import ready
from tests.factories.riskapp import VendorFactory
from tests.riskapp.privacy.conftest import (
    ADDRESS,
    dump,
    join,
    pack_all,
    plant,
    read_file,
    seal,
)

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=20)


@pytest.fixture
def keep(world, monkeypatch):
    """Only these kinds end, after ten days; and it is twenty days later."""

    def keep(*kinds):
        seal()
        Period.objects.filter(organisation=world.organisation).delete()
        for kind in RetentionKind.values:
            Period.objects.create(
                organisation=world.organisation,
                kind=kind,
                days=10 if kind in kinds else None,
            )
        later = timezone.now() + LATER
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        return due_counts(world.organisation)

    return keep


def told(trail):
    return trail.filter(action="data past its period deleted").order_by("pk")


def test_answers_never_submitted_go_and_their_assessment_stays(world, keep, trail):
    assessment = world.assessment("careful")
    seat = enter(assessment.response.invitations.get(), name="Vera")
    read_file(assessment.response, seat, entry=Entry.objects.first())
    withdraw_assessment(assessment, reason="Too late", by=world.analyst)

    assert keep(RetentionKind.DRAFTS)["drafts"] == 1
    assert delete_past(world.organisation) == {"drafts": 1}

    for model in (Answer, Entry, Respondent, Invitation, ResponseEvent):
        assert not model.objects.filter(response=assessment.response).exists()
    assert Assessment.objects.filter(pk=assessment.pk).exists()
    assert told(trail).get().after == {"rows": {"drafts": 1}, "links": ""}
    assert delete_past(world.organisation) == {}


def test_what_can_still_be_answered_stays(world, keep):
    world.assessment("careful")
    Invitation.objects.update(expires_at=timezone.now() + LATER * 2)

    assert keep(RetentionKind.DRAFTS)["drafts"] == 0


def test_history_and_removed_entries_go_and_what_was_submitted_still_holds(world, keep):
    assessment = world.assessment("careful")
    response = assessment.response
    gone = remove_entry(add_entry(response, "TOOL"))
    read_file(response, enter(response.invitations.get(), name="Vera"), entry=gone)
    submit_response(response, name="Vera", role="CTO")

    assert keep(RetentionKind.HISTORY, RetentionKind.REMOVED)["removed"] == 1
    delete_past(world.organisation)

    assert not Entry.objects.filter(pk=gone.pk).exists()
    kinds = ResponseEvent.objects.filter(response=response).values_list(
        "kind", flat=True
    )
    assert set(kinds) == {"opened", "submitted"}
    assert digest_holds(Response.objects.get(pk=response.pk))


def test_files_uploads_mails_and_notifications_go(
    world, keep, django_capture_on_commit_callbacks
):
    planted = plant(world)
    response = planted.assessment.response
    Invitation.objects.update(expires_at=timezone.now())

    counts = keep(
        RetentionKind.EVIDENCE,
        RetentionKind.INVITATIONS,
        RetentionKind.UPLOADS,
        RetentionKind.REPORTS,
        RetentionKind.NOTIFICATIONS,
    )
    path = Evidence.objects.exclude(file="").get().file
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_past(world.organisation) == {k: n for k, n in counts.items() if n}

    assert not path.storage.exists(path.name)
    assert Evidence.objects.get(kind="file").sha256
    assert not Notification.objects.exists()
    assert not Invitation.objects.filter(response=response).exclude(email="").exists()
    assert digest_holds(Response.objects.get(pk=response.pk))
    assert not any(Membership.objects.values_list("unread", flat=True))


@pytest.fixture
def incident(world):
    """Closed; a vendor said something of it before."""
    work = world.assessment(filled=False).engagement
    Contact.objects.create(
        vendor=work.vendor, email="vera@vendor.example", is_main=True
    )
    incident = open_incident(
        IncidentInput("provider", ["Anthropic"], timezone.now()),
        organisation=world.organisation,
        by=world.analyst,
    )
    [asked] = ask_vendors(incident, [work.pk], {}, by=world.analyst)
    Invitation.objects.filter(response=asked.response).update(
        expires_at=timezone.now() + LATER / 2
    )
    seat = enter(Invitation.objects.get(response=asked.response), name="Vera")
    reply(asked, ReplyInput("yes", "checking", "One server"), respondent=seat)
    return close_incident(incident, note="Nothing more to ask.", by=world.analyst)


def test_what_was_said_of_an_incident_is_no_draft(world, keep, incident):
    assert keep(RetentionKind.DRAFTS)["drafts"] == 0

    assert delete_past(world.organisation) == {}

    assert IncidentReply.objects.filter(request__incident=incident).exists()


def test_what_was_said_of_an_incident_goes_and_who_was_affected_stays(
    world, keep, trail, incident
):
    page = incident.requests.get().response
    incident.outcome["rows"] = [
        {"vendor": "Partner", "email": "vera@vendor.example", "said_by": "Vera"}
    ]
    incident.save()

    assert keep(RetentionKind.INCIDENTS)["incidents"] == 1
    assert delete_past(world.organisation) == {"incidents": 1}

    assert not IncidentReply.objects.exists()
    assert not IncidentRequest.objects.exists()
    for model in (Invitation, Respondent, ResponseEvent):
        assert not model.objects.filter(response=page).exists()
    incident.refresh_from_db()
    assert incident.outcome["rows"] == [
        {"vendor": "Partner", "email": "", "said_by": ""}
    ]
    assert incident.outcome["counts"]["asked"] == 1
    assert told(trail).get().after["rows"] == {"incidents": 1}
    assert delete_past(world.organisation) == {}


def test_what_was_said_of_an_incident_stays_while_it_is_open(world, keep, incident):
    Incident.objects.update(state="open", closed_at=None, closing_note="", outcome={})
    IncidentRequest.objects.update(closed_at=None)

    assert keep(RetentionKind.INCIDENTS)["incidents"] == 0


def test_what_was_said_of_an_incident_stays_under_a_hold(world, keep, incident):
    vendor = incident.requests.get().vendor
    put_on_hold(vendor, None, reason="A case", by=world.analyst)

    assert keep(RetentionKind.INCIDENTS, RetentionKind.INVITATIONS)["incidents"] == 0


def test_what_was_said_of_an_incident_goes_with_its_vendor(world, keep, incident):
    page = incident.requests.get().response
    withdraw_assessment(Assessment.objects.get(), reason="Too late", by=world.analyst)
    archive_vendor(incident.requests.get().vendor, by=world.analyst)

    keep(RetentionKind.ARCHIVED)
    delete_past(world.organisation)

    assert not Response.objects.filter(pk=page.pk).exists()
    assert not Invitation.objects.filter(response=page.pk).exists()


def test_addresses_of_computers_go_and_the_chain_holds(world, keep, trail):
    client = world.client("administrator")
    client.post("/accounts/logout/", REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Foxy")
    assert trail.filter(ip="192.0.2.7", user_agent="Foxy").exists()

    keep(RetentionKind.SIGN_INS)
    delete_past(world.organisation)
    seal()

    assert dump("192.0.2.7", "foxy") == {}
    assert told(trail).get().after["links"]
    call_command("verify_audit")


def test_an_archived_vendor_goes_with_everything_about_it(
    world, keep, trail, django_capture_on_commit_callbacks
):
    planted = plant(world)
    vendor = planted.assessment.engagement.vendor
    archive_vendor(vendor, by=world.analyst)
    kept = world.assessment("careful", "Kept", vendor="Other", scored=True)
    theirs, others = (ready(one, world.analyst) for one in (planted.assessment, kept))
    both, without = pack_all(world, [theirs, others]), pack_all(world, [others])

    keep(RetentionKind.ARCHIVED)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_past(world.organisation) == {"archived": 2}
    seal()

    assert not both.file.storage.exists(both.file.name)
    assert Report.objects.get(pk=both.pk).state == ReportState.EXPIRED
    assert without.file.storage.exists(without.file.name)

    assert not Vendor.objects.filter(pk=vendor.pk).exists()
    assert list(Score.objects.values_list("assessment", flat=True)) == [kept.pk]
    assert not Response.objects.exclude(pk=kept.response_id).exists()
    call_command("verify_audit")


def test_a_contact_of_an_archived_vendor_goes_from_the_trail_too(world, keep):
    vendor = register_vendor(
        organisation=world.organisation, name="Quill", country="RS", by=world.analyst
    )
    add_contact(vendor, email=ADDRESS, name="Zdenka Quillfeather", by=world.analyst)
    assessment = world.assessment("half-answered", vendor="Quill 2")
    seat = enter(
        invite(assessment.response, email=ADDRESS, actor="x"),
        name="Zdenka Typed",
        email=ADDRESS,
    )
    submit_response(
        assessment.response, name="Zdenka Attested", role="CTO", respondent=seat
    )
    Vendor.objects.update(archived_at=timezone.now())

    keep(RetentionKind.ARCHIVED)
    delete_past(world.organisation)
    seal()

    assert dump("zdenka") == {}
    call_command("verify_audit")


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_under_a_hold_stays(world, keep, whole):
    assessment = world.assessment("careful", scored=True)
    engagement = assessment.engagement
    archive_vendor(engagement.vendor, by=world.analyst)
    Hold.objects.create(
        organisation=world.organisation,
        vendor=engagement.vendor,
        engagement=None if whole else engagement,
        reason="A claim.",
        made_by=world.analyst,
    )

    counts = keep(
        RetentionKind.ARCHIVED,
        RetentionKind.HISTORY,
        RetentionKind.EVIDENCE,
        RetentionKind.INVITATIONS,
    )

    assert not any(counts.values())
    assert delete_past(world.organisation) == {}


def test_former_members_become_a_pseudonym(world, keep):
    user = join(world)
    seat = Membership.objects.get(user=user)
    remove_member(seat, by=world.people["administrator"])

    assert keep(RetentionKind.FORMER)["former"] == 1
    delete_past(world.organisation)
    seal()

    assert dump("zdenka") == {}
    call_command("verify_audit")
    assert delete_past(world.organisation) == {}


def test_a_former_member_who_left_again_or_is_known_today_stays(
    world, keep, monkeypatch
):
    administrator = world.people["administrator"]
    join(world)
    remove_member(Membership.objects.get(user__email=ADDRESS), by=administrator)
    assert keep(RetentionKind.FORMER)["former"] == 1
    join(world)
    assert due_counts(world.organisation)["former"] == 0
    AuditEntry.objects.create(
        organisation=world.organisation,
        at=timezone.now(),
        actor_label="x",
        action="member removed",
        object_type="x",
        object_id="x",
        object_label="x",
        before={"email": ADDRESS},
        content_hash="a" * 64,
        previous_hash="",
        hash="",
    )
    Membership.objects.get(user__email=ADDRESS).delete()
    assert due_counts(world.organisation)["former"] == 0

    later = timezone.now() + LATER
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert due_counts(world.organisation)["former"] == 1
    assessment = world.assessment("half-answered")
    contact = add_contact(
        assessment.engagement.vendor, email=ADDRESS, name="", by=administrator, role=""
    )
    assert due_counts(world.organisation)["former"] == 0
    contact.delete()
    way = invite(assessment.response, email=ADDRESS.upper(), actor="x")
    assert due_counts(world.organisation)["former"] == 0
    revoke(way, actor="x")
    assert due_counts(world.organisation)["former"] == 1


def test_a_former_member_under_a_hold_stays(world, keep):
    user = join(world)
    vendor = world.assessment("half-answered").engagement.vendor
    Vendor.objects.filter(pk=vendor.pk).update(owner=user)
    remove_member(Membership.objects.get(user=user), by=world.people["administrator"])
    hold = put_on_hold(vendor, None, reason="A claim.", by=world.analyst)

    assert due_counts(world.organisation)["former"] == 0  # as the clock will find
    keep(RetentionKind.FORMER)
    assert delete_past(world.organisation) == {}
    lift_hold(hold, by=world.analyst)

    assert delete_past(world.organisation) == {"former": 1}


def test_the_clock_looks_at_every_organisation_by_its_own_periods(world, monkeypatch):
    other = make_world("Other")
    for one, days in ((world, 30), (other, None)):
        Period.objects.create(
            organisation=one.organisation, kind=RetentionKind.SIGN_INS, days=days
        )
        AuditEntry.objects.create(
            organisation=one.organisation,
            actor_label="x",
            action="x",
            object_type="x",
            object_id="x",
            object_label="x",
            ip="192.0.2.7",
            content_hash="a" * 64,
            previous_hash="",
            hash="",
        )
    seal()
    later = timezone.now() + datetime.timedelta(days=40)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    delete_what_is_past_its_period()

    left = AuditEntry.objects.exclude(ip=None).values_list("organisation", flat=True)
    assert list(left) == [other.organisation.pk]


def test_every_kind_has_its_rule():
    assert set(RULES) == set(RetentionKind.values)
    assert all(r.days is None or r.days >= r.least for r in RULES.values())


@pytest.mark.parametrize("change", [put_samples_away, remove_samples])
def test_sample_vendors_are_locked_in_one_order_before_they_change(world, change):
    for _vendor in range(2):
        VendorFactory(organisation=world.organisation, is_sample=True)

    with CaptureQueriesContext(connection) as asked:
        assert change(world.organisation, by=world.analyst) == 2

    of_vendors = [
        text
        for query in asked.captured_queries
        if "vendors_vendor" in (text := str(query["sql"])) and "UPDATE" in text
    ]
    assert re.match(
        r'SELECT "vendors_vendor"."id" .* ORDER BY 1 ASC FOR', of_vendors[0]
    )
