"""Two organisations with data in every table, one of them full of text that is made to harm.

Every page is opened and every form sent as the role that web servers work with: other tests work
as a role that may call every function, and what only the worker may call fails on a page of a
real installation alone. Every form is sent with the identifiers of the other organisation too:
nothing changes there, and nothing of it is shown. And wherever words of people come out, they
come out as words.
"""

import csv
import io
import json
import os
import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection, transaction
from django.forms import Form as DjangoForm
from django.forms import ModelChoiceField, UUIDField
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from questionnaires.actions.deliveries import queue_delivery, send_delivery
from questionnaires.actions.uploads import receive_upload
from questionnaires.choices import DeliveryKind
from questionnaires.models import Answer, Delivery, Evidence, Respondent
from questionnaires.queries import token_of
from riskapp.notifications.actions.mailing import mail_now
from riskapp.notifications.models import Notification
from riskapp.operations.actions import Roles
from riskapp.organisations.actions.mailing import mail_offer, mail_welcome
from riskapp.privacy.actions.deleting import remove_samples
from riskapp.reports.actions import ReportRequest, render_report, request_report
from riskapp.reports.models import Report
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.models import Contact, Vendor
from tests.conftest import acting_as, owner
from tests.factories.browsing import Form
from tests.factories.full import full_organisation
from tests.factories.paper import blank_paper
from tests.factories.roles import make_roles
from tests.factories.visiting import (
    FINE,
    Foreign,
    Visitor,
    arrive,
    at,
    begun,
    followed,
    give_numbers,
    is_elsewhere,
    kind_of,
    may_begin,
    rows,
    sent,
    shape_of,
    text_of,
    undone,
)
from tests.test_access import ACCESS

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Roles belong to all databases: each process of a run has its own, and waits for nobody's.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
WEB, WORKER, READ = (f"walk_{name}_{PROCESS}" for name in ("web", "worker", "read"))
FAILED = 500
OF_WHAT_WAITS = ("assessments:sending", "assessments:detail", "assessments:asked")
STRANGER = "Zebra"
# A formula, an attribute, a tag, a template, a line of a mail's head, and writing that turns.
HARM = '=1+1" onx="y" \'<i-x>{{7|add:7}}\r\nBcc: bcc@harm.example\r\n'
TURNING = "\u202e"
# No page has a form for these in this world; they are posted to all the same.
WITHOUT_A_FORM = {
    "account_drop_unsent": "no form came after a visit had ended",
    "assessments:ask_whole_form": "the work is not of the low tier, or was asked everything",
    "assessments:campaign_retry": "no mail of the campaign failed",
    "assessments:complete_review": "answers are left to be looked at",
    "assessments:follow_rule": "a button within the form of the decision",
    "assessments:rescore": "the score is of the newest answers",
    "incidents:advisory_confirm": "no file was read before",
    "assessments:retry_score": "scoring was given up, or it was not",
    "dashboards:add_samples": "vendors are registered",
    "assessments:score_anew": "every score is of the newest model",
    "sso:take_over_token": "whoever made the token is an administrator still",
    "privacy:erase": "the page of one person answers a search that was posted",
    "privacy:give": "the page of one person answers a search that was posted",
    "assessments:take_in_plan": "the page of a plan answers a file that was posted",
    "assessments:vendor_take_in_plan": "the page of a plan answers a file that was posted",
    "organisations:reset_factor": "nobody there has a second factor",
    "setup:publish": "no file without faults was looked at",
    "questionnaires:carry_on": "nobody comes from before",
    "sso:untie": "nobody came in through a provider",
    "machines:resume": "no webhook is switched off",
    "api_token": "a program posts there, no page of ours",
    "reports:issue": "counsel reviewed no draft of a contract addendum",
    "shared_file": "nobody opened the link of a report",
    "saml_acs": "a provider posts there, no page of ours",
    "questionnaires:confirm": "nothing was taken over",
    "questionnaires:reply": "its questions are not sent",
}


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker, tmp_path_factory):
    """An organisation and a stranger's, made once for all tests here and rolled back after."""
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(
            MEDIA_ROOT=media,
            SESSION_ENGINE="django.contrib.sessions.backends.db",  # rolled back too
        ),
        transaction.atomic(),
    ):
        give_numbers(0)
        own = full_organisation(harmful, "own.example")
        Vendor.objects.update(is_sample=True)
        own_rows = rows()
        give_numbers(500_000)
        with blank_paper():
            full_organisation(f"{STRANGER} {{}}".format, "zebra.example")
        strange = {m: keys - own_rows[m] for m, keys in rows().items()}
        may_begin()
        with owner():
            make_roles(Roles((WEB, WORKER), READ))
        yield SimpleNamespace(own=own, media=media, rows=own_rows, strange=strange)
        transaction.set_rollback(True)


def harmful(kind):
    """What a person typed there; answers that turn the direction of reading are refused."""
    turning = "" if kind in {"tool", "provider"} else TURNING
    return HARM + kind + turning + "W" * 60


@pytest.fixture(scope="module")
def member(two):
    """A client of a member with every role."""
    member = Client(raise_request_exception=False)
    member.force_login(two.own.everybody)
    arrive(member)
    return member


@pytest.fixture(scope="module")
def visitors(two, member):
    """A member with every role and a vendor with two seats, who have looked round."""
    own = two.own
    vendor = Client(raise_request_exception=False)
    for way_in in (own.answered.response.invitations.first(), own.lead):
        vendor.post("/respond/", {"code": token_of(way_in)})
        vendor.post("/respond/start/", {"name": "Vera"})
    upload = receive_upload(
        own.waiting.response,
        b"questionnaire: ai-toolchain-partner\nanswers: {GOV-02: 'none'}",
        "answers.yaml",
        respondent=Respondent.objects.filter(invitation=own.lead).latest("entered_at"),
    )
    values = own.values | {"question_id": "GOV-02", "code": "TOOL", "kind": "accept"}
    waiting = values | {"assessment_id": values["waiting_id"]}
    answering = values | {"kind": "yaml", "upload_id": upload.pk}
    handed_in = answering | {"response_id": values["submitted_id"]}
    visitors = [
        Visitor(member, values, waiting),
        Visitor(vendor, answering, handed_in),
    ]
    in_work = {"report_id": own.values["overview_id"]}
    with acting_as(WEB):
        for visitor in visitors:
            visitor.look_round(
                [name for name, (how, *_) in ACCESS.items() if how == "get"]
            )
            for name in OF_WHAT_WAITS:
                visitor.look_at(at(name, visitor.values[-1]), (name, "waiting"))
        visitors[0].look_at(
            at("reports:detail", in_work), ("reports:detail", "in work")
        )
    copy = Form(at("copies:copy", handed_in), "post")
    visitors[1].forms.setdefault(shape_of(copy), copy)  # in a language without one
    return visitors


def test_no_page_fails_for_the_web_role(visitors):
    failed = [
        kind
        for visitor in visitors
        for kind, (status, _) in visitor.pages.items()
        if status >= FAILED
    ]

    assert failed == []


def test_every_table_of_a_tenant_has_a_row(two):
    """What a new table holds is tried here too: give it a row in ``factories/full.py``."""
    empty = [m._meta.label for m in two.rows if not two.rows[m] or not two.strange[m]]

    assert empty == []


def test_no_form_reaches_what_belongs_to_a_stranger(two, visitors):
    foreign = Foreign(two.rows, two.strange)
    faults, tried, posted = Counter(), set(), set()

    for visitor in visitors:
        with acting_as(WEB):
            for form in visitor.every_form():
                where = kind_of(form.action)[0]
                posted |= {where} if form.method == "post" else set()
                for name, action, data in foreign.attempts(form):
                    tried.add(name)
                    for fault in faults_of(visitor, foreign, form, name, action, data):
                        faults[where, name, fault] += 1

    assert faults == Counter()
    assert posts() - posted - set(WITHOUT_A_FORM) == set()
    # The account without single sign-on is chosen where a provider is set up (tests of sso).
    tried_fields = {name.rpartition("-")[2] for name in tried} | {"break_glass"}
    assert fields_with_ids() - tried_fields == set()


def faults_of(visitor, foreign, form, name, action, data):
    """What is wrong with sending a form so. What a person would send, without a ``name``, goes
    as far as a commit, and what it leads to is learnt from."""
    with undone(visitor.client):
        begin = begun()
        reply = sent(visitor.client, form, action, data)
        if reply.status_code >= FAILED:
            return ["fails"]
        led = [reply["Location"]] if "Location" in reply else []
        if not name:
            connection.check_constraints()
        if name != "nothing":
            reply, led = followed(visitor.client, reply)
        body = text_of(reply)
        if not name:
            visitor.learn(reply, body)
        written, removed = foreign.faults_since(begin)
        seen = {
            "fails": reply.status_code >= FAILED,
            "shows": STRANGER.lower() in body.lower(),
            "writes": written,
            "removes": removed,
            "leads away": any(map(is_elsewhere, led)),
            "harms": "<html" in body and harm_in(body),
        }
    return [fault for fault, is_so in seen.items() if is_so]


def test_the_walk_notices_what_only_the_worker_may_do(two, visitors, monkeypatch):
    monkeypatch.setattr("riskapp.privacy.views.put_samples_away", remove_samples)
    form = Form(reverse("privacy:remove_samples"), "post")
    foreign = Foreign(two.rows, two.strange)

    with acting_as(WEB):
        found = faults_of(visitors[0], foreign, form, "", form.action, {})

    assert "fails" in found


def test_the_watch_sees_what_is_written_and_removed(two):
    foreign = Foreign(two.rows, two.strange)
    contact = Contact.objects.get(pk=min(two.strange[Contact]))
    answers = Answer.objects.filter(pk__in=two.strange[Answer], response__state="open")

    with transaction.atomic():
        begin = begun()
        assert not foreign.written_since(begin)
        answers.update(value="in partitions")
        assert foreign.written_since(begin)
        transaction.set_rollback(True)
    with transaction.atomic():
        begin = begun()
        Contact.objects.filter(pk=contact.pk).update(name="Ours")
        assert foreign.written_since(begin)
        assert foreign.is_whole(begin)
        contact.delete()
        assert not foreign.is_whole(begin)
        transaction.set_rollback(True)


def posts():
    return {name for name, (how, *_) in ACCESS.items() if how == "post"}


def fields_with_ids():
    """The fields of all our forms that take the identifier of a row of a tenant."""
    waiting, found = [DjangoForm], set()
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith(("questionnaires.", "riskapp.")):
            found |= {
                name
                for name, field in form.base_fields.items()
                if isinstance(field, ModelChoiceField | UUIDField)
            }
    # Published for everybody; made by the form itself, against sending it twice.
    return found - {"version", "token"}


def harm_in(html):
    """Whether the text made to harm stands in a page as anything but text."""
    return any(word in html for word in ("<i-x", "&lt;i-x&gt;14")) or (
        '" onx' in html and bool(re.search(r"(?<!\\)\" onx=|>=1\+1\" onx", html))
    )


def test_hostile_text_stays_text_on_every_page(visitors):
    harmed = [
        kind
        for visitor in visitors
        for kind, (_, body) in visitor.pages.items()
        if "<html" in body and harm_in(body)
    ]
    shown = [
        kind
        for visitor in visitors
        for kind, (status, body) in visitor.pages.items()
        if status == FINE and "&lt;i-x&gt;{{7|add:7}}" in body
    ]

    assert harmed == []
    assert len(shown) > 60


def test_no_text_of_a_person_adds_to_the_head_of_a_mail(two):
    mail.outbox.clear()
    for delivery in Delivery.objects.filter(pk__in=two.rows[Delivery]):
        send_delivery(delivery)
    evidence = Evidence.objects.get(pk=two.own.values["evidence_id"])
    send_delivery(
        queue_delivery(two.own.lead, DeliveryKind.INFECTED, evidence=evidence)
    )
    for row in Notification.objects.filter(pk__in=two.rows[Notification]):
        mail_now(row)
    mail_offer(two.own.organisation.offers.get())
    mail_welcome(two.own.organisation.memberships.first())
    assert len(mail.outbox) > 8
    for message in mail.outbox:
        sent_as = message.message()
        heads = [str(value) for value in sent_as.values()]
        pages = [p.content for p in message.alternatives if p.mimetype == "text/html"]
        assert not {"Bcc", "bcc"} & set(sent_as.keys())
        assert "harm.example" not in "".join(message.recipients())
        assert not any(TURNING in head or "\nBcc" in head for head in heads)
        assert message.subject.isprintable()
        assert pages
        assert not any(map(harm_in, pages))
        assert re.search(r"<i-x>", message.body)


def test_hostile_text_is_read_in_files_and_never_run(two, settings):
    settings.MEDIA_ROOT = two.media
    for wanted in ("xlsx", "json", "cyclonedx", "oscal-results", "oscal-plan", "sarif"):
        report = render_report(
            request_report(
                two.own.answered,
                by=two.own.everybody,
                report_request=ReportRequest(format=wanted),
            )
        )
        with report.file.open("rb") as file:
            content = file.read()
        if wanted == "xlsx":
            assert formulas(content) == []
        else:
            assert "<i-x>{{7|add:7}}" in str(json.loads(content))
    pdfs = [
        Report.objects.get(pk=two.own.values["report_id"]),
        Copy.objects.get(pk__in=two.rows[Copy]),
    ]
    for made in pdfs:
        with made.file.open("rb") as file:
            text = "".join(p.extract_text() for p in PdfReader(file).pages)
        assert "<i-x>{{7|add:7}}" in text.replace("\n", "").replace(" ", "")


LISTS = [
    "audit:list", "vendors:list", "vendors:engagements", "vendors:contacts",
    "inventory:list", "inventory:excess", "assessments:list", "assessments:review",
    "assessments:all_findings", "assessments:waivers", "assessments:campaign_detail",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_no_cell_of_a_list_is_a_formula(two, member, name):
    page = at(name, two.own.values)

    plain = text_of(member.get(f"{page}?export=csv"))
    book = member.get(f"{page}?export=xlsx")

    cells = [cell for row in csv.reader(io.StringIO(plain)) for cell in row]
    assert "<i-x>" in plain
    assert [c for c in cells if c[:1] in set("=+-@\t\r\n")] == []
    assert formulas(b"".join(book)) == []


def formulas(content):
    book = load_workbook(io.BytesIO(content))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert any("<i-x>" in str(c.value) for c in cells)
    return [c.value for c in cells if c.data_type == "f"]
