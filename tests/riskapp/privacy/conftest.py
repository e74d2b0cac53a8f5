"""One person who stands wherever a person can stand."""

import datetime
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.evidence import EvidenceClaim, add_file, add_link, add_note
from questionnaires.actions.invitations import ask_for_code, enter, invite
from questionnaires.actions.remarks import remark
from questionnaires.actions.responses import submit_response
from questionnaires.actions.uploads import receive_upload
from questionnaires.models import Entry
from riskapp.accounts.models import Offer, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.decisions.actions import recommend
from riskapp.decisions.choices import Outcome
from riskapp.evidence.exporting import reading_data
from riskapp.evidence.model import COPY, NOT_STATED, Fact, FileReading
from riskapp.facts.models import SourceFile
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding, add_finding
from riskapp.findings.models import Finding
from riskapp.lists.actions import save_view
from riskapp.lists.choices import ListName
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind as Told
from riskapp.organisations.actions.offers import accept_offer, offer_membership
from riskapp.privacy.actions.erasing import ask_to_erase, erase
from riskapp.reports.actions import (
    ReportRequest,
    pack_bundle,
    render_report,
    request_report,
    request_selection,
)
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.clarifying import draft
from riskapp.review.actions.reviewing import give_verdict, write_note
from riskapp.review.choices import VerdictKind
from riskapp.sending.actions.campaigns import Wanted, start_campaign
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.choices import ReassessmentCause
from riskapp.vendor_copies.actions import render_copy, request_copy
from riskapp.vendors.actions import add_contact, register_vendor
from riskapp.vendors.actions.importing import read_import
from tests.factories.riskapp import decided, example

EXAMPLE = "careful"
NAME, ADDRESS = "Zdenka Quillfeather", "zdenka@quill.example"


@dataclass
class Planted:
    world: object
    user: User
    assessment: Assessment
    organisation: object


def seal():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def dump(*texts):
    """Every row of the database as text: the tables in which one of the texts stands, in
    capitals or not. Each row is made small once, where ILIKE does so for each text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"""
                SELECT count(*) FROM "{table}" WHERE lower(to_jsonb("{table}")::text)
                  LIKE ANY(ARRAY(SELECT lower(text) FROM unnest(%s::text[]) text))
                """,  # a table of ours
                [[f"%{text}%" for text in texts]],
            )
            if (count := cursor.fetchone()[0]) > 0:
                found[table] = count
    return found


def join(world, roles=("analyst", "auditor")):
    """A member by accepting an offer, as people become members."""
    offer_membership(
        world.organisation,
        email=ADDRESS,
        name=NAME,
        roles=list(roles),
        by=world.people["administrator"],
    )
    user = User.objects.filter(email=ADDRESS).first() or User.objects.create_user(
        ADDRESS, "pass", name=NAME
    )
    accept_offer(Offer.objects.get(organisation=world.organisation), user=user)
    return user


def erased(world, **wanted):
    made = ask_to_erase(
        world.organisation,
        ADDRESS,
        names=[NAME],
        files=True,
        by=world.people["administrator"],
        **wanted,
    )
    found = erase(made)
    seal()
    return found


def told(text):
    return f"{text} {NAME} <{ADDRESS}>\nand so on."


def plant(world, *, documents=False):
    """The person is a member, a contact and a respondent, and everybody writes of them."""
    analyst, organisation = world.analyst, world.organisation
    user = join(world)
    organisation.four_eyes = False
    organisation.save()
    engagement = world.engagement(EXAMPLE, "Quill", "Portal")
    vendor = engagement.vendor
    register_vendor(
        organisation=organisation,
        name="Heron Consulting",
        country="RS",
        by=user,
        owner=user,
        services=told("Ask"),
    )
    add_contact(vendor, email=ADDRESS, name=NAME, role="CTO", by=analyst)
    assessment = start_assessment(
        engagement=engagement,
        version=world.version,
        due_on=datetime.date.today() + datetime.timedelta(days=14),
        email=ADDRESS,
        by=user,
    )
    assessment.response.message = told("Hello")
    assessment.response.save(update_fields=["message"])
    answer(assessment)
    submit_and_evaluate(assessment, user)
    read_file(assessment.response, by=user)
    if documents:
        make_documents(Assessment.objects.get(pk=assessment.pk), user)
    read_import(
        organisation=organisation,
        file_name=f"{NAME}.csv",
        data=f"Vendor,Contact address\nKestrel,{ADDRESS}\n".encode(),
        by=user,
    )
    save_view(
        organisation=organisation,
        of=ListName.VENDORS,
        name="Hers",
        query="q=zdenka%40quill.example&owner=Zdenka+Quillfeather",
        is_shared=True,
        by=user,
    )
    notify(
        organisation,
        NotificationEvent(
            Told.OVERDUE, "1", "assessments.assessment", str(assessment.pk), NAME
        ),
    )
    start_campaign(
        Wanted(
            name=f"For {NAME}",
            version=world.version,
            due_on=assessment.due_on,
            message=told("Hello"),
            prefill=True,
            addresses={engagement.pk: ADDRESS},
        ),
        organisation=organisation,
        by=user,
    )
    client = world.client("administrator")
    client.logout()
    client.post("/accounts/login/", {"login": ADDRESS, "password": "pass"})
    client.get("/", HTTP_USER_AGENT="Zdenkafox")
    seal()
    return Planted(world, user, Assessment.objects.get(pk=assessment.pk), organisation)


def read_file(response, respondent=None, *, by=None, entry=None):
    """What a file of the person's showed, without a process that reads one."""
    fact = Fact("credential.owner", ADDRESS, NAME, "", f"/{NAME}", 1, "")
    reading = FileReading(
        f"{NAME}.json", "", 1, "claude-settings", 1, COPY, "", NOT_STATED, (fact,)
    )
    return SourceFile.objects.create(
        response=response,
        respondent=respondent,
        by=by,
        entry=entry,
        file_name=f"{NAME}/settings.json",
        sha256="0" * 64,
        size=1,
        format="claude-settings",
        facts=1,
        readings=[reading_data(reading)],
    )


def answer(assessment):
    response = assessment.response
    fill(response, example(EXAMPLE).filled)
    seat = enter(response.invitations.get(), name=NAME, email=ADDRESS)
    ask_for_code(response.invitations.get(), ADDRESS)
    entry = Entry.objects.filter(response=response, section="TOOL").first()
    save_answer(response, "T-01", f"Tool of {NAME}", entry=entry, respondent=seat)
    note = ContentFile(told("Signed by").encode(), f"{NAME}.txt")
    add_file(
        response,
        "GOV-02",
        note,
        EvidenceClaim(title=f"Signed by {NAME}"),
        respondent=seat,
    )
    add_link(
        response,
        "GOV-02",
        f"https://quill.example/{ADDRESS}",
        EvidenceClaim(title="Policy"),
        respondent=seat,
    )
    add_note(
        response, "GOV-02", told("Ask"), EvidenceClaim(title="Whom"), respondent=seat
    )
    remark(
        response,
        "GOV-01",
        kind="justification",
        text=told("Decided by"),
        due_on=None,
        respondent=seat,
    )
    receive_upload(
        response,
        f"questionnaire: ai-toolchain-partner\nanswers:\n  GOV-01: {NAME}\n".encode(),
        f"{NAME}.yaml",
        respondent=seat,
    )
    read_file(response, seat, entry=entry)
    invite(response, email="other@quill.example", actor=ADDRESS)
    submit_response(response, name=NAME, role="CTO", respondent=seat)


def submit_and_evaluate(assessment, user):
    score_assessment(assessment)
    assessment = Assessment.objects.get(pk=assessment.pk)
    give_verdict(
        assessment,
        ("GOV-01", ""),
        kind=VerdictKind.ACCEPTED,
        is_verified=True,
        reason=told("Seen with"),
        by=user,
    )
    write_note(assessment, ("GOV-01", ""), text=told("Ask"), by=user)
    draft(assessment, "GOV-02", "", text=told("Is it"), by=user)
    finding = assessment.findings.first()
    accept_finding(
        finding,
        reason=told("Known to"),
        until=timezone.localdate() + datetime.timedelta(days=400),
        by=user,
    )
    add_finding(
        assessment,
        facts={"text": told("Ask"), "severity": "low"},
        by=user,
    )
    shown = assessment.findings.last()
    Finding.objects.filter(pk=shown.pk).update(released_at=timezone.now())
    seat = assessment.response.respondents.first()
    propose(
        shown,
        text=told("Done by"),
        url="",
        due_on=None,
        is_done=True,
        respondent=seat,
    )
    recommend(
        assessment,
        score_id=assessment.score_id,
        outcome=Outcome.APPROVED,
        reason=told("As said by"),
        by=user,
    )
    decided(assessment, user, reason=told("Good, says"))
    record_event(
        assessment.engagement,
        cause=ReassessmentCause.INCIDENT,
        text=told("A leak at"),
        by=user,
    )


def make_documents(assessment, user):
    render_report(
        request_report(
            assessment, by=user, report_request=ReportRequest(variant="summary")
        )
    )
    seat = assessment.response.respondents.first()
    render_copy(request_copy(assessment.response, "en", by=seat))


@pytest.fixture
def trail(world):
    return AuditEntry.objects.filter(organisation=world.organisation)


def pack_all(world, reports):
    """A finished ZIP with the files of reports."""
    return pack_bundle(request_selection(world.organisation, reports, by=world.analyst))
