"""A buyer that has used everything: at least one row in every table that belongs to a tenant.

Whatever a person can type comes from ``say``, so that a test finds it again: a word that
marks the organisation, or text that is made to harm.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.codes import new_code
from questionnaires.actions.entries import add_entry, choose_listed, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_file, add_link, add_note
from questionnaires.actions.invitations import enter, invite, invite_colleague
from questionnaires.actions.remarks import remark
from questionnaires.actions.responses import submit_response
from questionnaires.actions.uploads import receive_upload
from questionnaires.models import Clarification, Invitation, Respondent, WrongTry
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.activity.actions.agreeing import agree
from riskapp.activity.actions.keeping import keep_from_member, keep_from_vendor
from riskapp.activity.actions.watching import watch_agents
from riskapp.assessments.models import Assessment
from riskapp.audit.models import SyslogMark
from riskapp.baselines.model import AgentActivity, AgentDay
from riskapp.decisions.actions import recommend
from riskapp.decisions.choices import Outcome
from riskapp.facts.actions.dropping import drop_at_buyer, drop_at_vendor
from riskapp.findings.actions.remedies import propose, release_findings
from riskapp.findings.actions.settling import add_finding
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import IncidentInput, open_incident
from riskapp.incidents.actions.replying import ReplyInput, reply
from riskapp.lists.actions import save_view
from riskapp.lists.choices import ListName
from riskapp.machines.actions.clients import make_client, make_secret
from riskapp.machines.actions.tokens import issue_token
from riskapp.machines.actions.webhooks import make_webhook
from riskapp.machines.models import KeptReply, WebhookMessage
from riskapp.notifications.actions.notifying import (
    NotificationEvent,
    change_preferences,
    notify,
)
from riskapp.notifications.choices import NotificationKind
from riskapp.organisations.actions.offers import offer_membership
from riskapp.reports.actions import (
    LinkRequest,
    ReportRequest,
    ScheduleRequest,
    change_look,
    make_link,
    render_report,
    request_bundle,
    request_overview,
    request_report,
    schedule_report,
)
from riskapp.reports.choices import Rhythm
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.clarifying import draft
from riskapp.review.actions.reviewing import ask_for_score, give_verdict, write_note
from riskapp.review.choices import VerdictKind
from riskapp.review.models import Dismissal
from riskapp.scoring.profile import inherent_of
from riskapp.sending.actions.campaigns import Wanted, send, start_campaign
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.actions.waiting import remind
from riskapp.sending.choices import ReassessmentCause
from riskapp.signed_answers.actions.keys import signing_key_of, trust_key
from riskapp.statements.envelope import new_key, public_of
from riskapp.statements.keys import PublicKey, write_key
from riskapp.terms.choices import TermsOutcome
from riskapp.terms.models import CatalogueFile, TermsStep
from riskapp.tools.catalogue import core_catalogue
from riskapp.vendor_copies.actions import render_copy, request_copy
from riskapp.vendors.actions import (
    add_contact,
    register_engagement,
    register_vendor,
)
from riskapp.vendors.actions.engagements import Contract
from riskapp.vendors.actions.importing import read_import
from tests.factories.riskapp import core_version, decided, example

Say = Callable[[str], str]
DAY = datetime.timedelta(days=1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf500f0003860180afec7ae90000000049454e44ae426082"
)
# Rows of nobody, or of the whole installation.
NOT_OF_A_TENANT = {
    "terms.CatalogueFile": "published for everybody",
    "terms.PublishedChange": "published for everybody",
    "accounts.User": "a person may belong to several organisations",
    "common.Heartbeat": "signs of life of the clock and the worker",
    "common.Installation": "the one id of this installation",
    "common.StoredValue": "what the cache would hold",
    "common.Turn": "whose turn it is among the clocks",
    "common.Waiting": "what the broker would hold",
    "dashboards.DueTally": "vendors, while a transaction lasts",
    "questionnaires.Questionnaire": "published for everybody",
    "questionnaires.QuestionnaireVersion": "published for everybody",
}


def tenant_models() -> list[type[models.Model]]:
    """Every model of ours whose rows belong to an organisation or to a response of it."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("questionnaires.", "riskapp."))
        and model._meta.label not in NOT_OF_A_TENANT
    ]


@dataclass
class Full:
    """What was made, by what a test wants to look at."""

    organisation: Organisation
    everybody: User
    analyst: User
    approver: User
    answered: Assessment = field(init=False)
    waiting: Assessment = field(init=False)
    lead: Invitation = field(init=False)
    seat: Respondent = field(init=False)
    colleague: Invitation = field(init=False)
    values: dict[str, Any] = field(default_factory=dict)


def full_organisation(say: Say, domain: str) -> Full:
    """An organisation with everything; ``everybody`` is one person with every role.

    ``domain`` is where its people and its vendors have their addresses.
    """
    before = _rows()
    organisation = Organisation.objects.create(
        name=say("organisation")[:200],
        entry_policy="link",
        colleagues_anywhere=True,
        four_eyes=False,
    )
    made = Full(
        organisation,
        _member(organisation, say, f"all@{domain}", list(Role.values)),
        _member(organisation, say, f"analyst@{domain}", [Role.ANALYST]),
        _member(organisation, say, f"approver@{domain}", [Role.APPROVER]),
    )
    made.answered = _assessment(made, say, "Portal", domain)
    made.waiting = _assessment(made, say, "Shop", domain)
    _answer(made, say, domain)
    _review(made, say)
    _fix(made, say)
    _wait(made, say, domain)
    _beside(made, say, domain)
    _files(made, say)
    _terms(made, say)
    _rest(made, say, domain, before)
    return made


def _member(organisation: Organisation, say: Say, email: str, roles: list[str]) -> User:
    user = User.objects.create_user(email, "pass", name=say("person")[:150])
    Membership.objects.create(organisation=organisation, user=user, roles=roles)
    change_preferences(user, {NotificationKind.SUBMITTED: (True, "now")})
    return user


def _assessment(made: Full, say: Say, name: str, domain: str) -> Assessment:
    answers = example("production-agents")
    vendor = register_vendor(
        organisation=made.organisation,
        name=f"{say('vendor')} {name}"[:200],
        country="RS",
        owner=made.analyst,
        services=say("services"),
        labels=[say("label")[:40]],
        by=made.analyst,
    )
    add_contact(
        vendor,
        email=f"contact@{domain}",
        name=say("contact")[:100],
        role=say("role")[:100],
        by=made.analyst,
    )
    inherent, tier = inherent_of(answers.document, answers.filled.profile)
    engagement = register_engagement(
        vendor=vendor,
        name=f"{say('engagement')} {name}"[:200],
        profile=answers.filled.profile,
        inherent=inherent,
        tier=tier,
        contract=Contract(reference=say("contract")[:100]),
        by=made.analyst,
    )
    campaign = start_campaign(
        Wanted(
            name=say("campaign")[:100],
            version=core_version(),
            due_on=timezone.localdate() + 7 * DAY,
            message=say("message")[:1000],
            prefill=False,
            addresses={engagement.pk: f"vera@{domain}"},
        ),
        organisation=made.organisation,
        by=made.analyst,
    )
    send(campaign.sendings.get().pk)
    made.values["campaign_id"] = campaign.pk
    made.values["sending_id"] = campaign.sendings.get().pk
    return engagement.assessments.get()


def _answer(made: Full, say: Say, domain: str) -> None:
    """A response with everything a vendor can leave in it, handed in and scored."""
    response = made.answered.response
    filled = example("production-agents").filled
    fill(response, replace(filled, entries=filled.entries[:2]))
    seat = enter(response.invitations.get(), name=say("respondent")[:100])
    entry = response.entries.filter(section="TOOL")[0]
    save_answer(response, "T-01", say("tool")[:200], entry=entry, respondent=seat)
    save_answer(response, "T-02", say("provider")[:200], entry=entry, respondent=seat)
    claim = EvidenceClaim(title=say("evidence")[:200])
    name = f"{say('file')}.pdf"[-100:]
    add_file(response, "GOV-02", ContentFile(b"%PDF-1.7 " + b"0" * 40, name), claim)
    add_link(response, "GOV-03", "https://a.example/?q=1&b=<i>", claim)
    add_note(response, "GOV-04", say("note")[:1000], claim, respondent=seat)
    remark(
        response,
        "GOV-02",
        kind="justification",
        text=say("remark")[:1000],
        due_on=None,
        respondent=seat,
    )
    drop_at_vendor(
        response,
        b'{"permissions": {"allow": ["Read(**)"], "defaultMode": "plan"}}',
        f"{say('source')}.json"[-100:],
        respondent=seat,
    )
    submit_response(
        response,
        name=say("signer")[:100],
        role=say("office")[:100],
        respondent=seat,
    )
    score_assessment(made.answered)
    render_copy(request_copy(response, "en", by=seat))
    made.seat = seat


def _review(made: Full, say: Say) -> None:
    assessment, by = Assessment.objects.get(pk=made.answered.pk), made.analyst
    Dismissal.objects.create(
        organisation=made.organisation,
        assessment=assessment,
        response=assessment.response,
        question="GOV-02",
        key="pair:1",
        reason=say("reason")[:200],
        by=by,
    )
    place = ("GOV-02", "")
    give_verdict(
        assessment,
        place,
        kind=VerdictKind.CORRECTED,
        raw="none",
        reason=say("correction")[:200],
        by=by,
    )
    write_note(assessment, place, text=say("review note")[:1000], by=by)
    ask_for_score(assessment, by=by)
    score_assessment(Assessment.objects.get(pk=assessment.pk))


def _fix(made: Full, say: Say) -> None:
    assessment = Assessment.objects.get(pk=made.answered.pk)
    by, soon = made.analyst, timezone.localdate() + 30 * DAY
    own = add_finding(
        assessment,
        facts={
            "text": say("finding")[:200],
            "remedy": say("remedy")[:200],
            "severity": "high",
            "owner": by,
            "due_on": soon,
        },
        by=by,
    )
    release_findings(assessment, [own.pk], due_on=soon, by=by)
    own.refresh_from_db()
    plan = propose(
        own,
        text=say("plan")[:1000],
        url="https://a.example/?q=1&b=<i>",
        due_on=soon,
        is_done=False,
        respondent=made.seat,
        files=[ContentFile(b"%PDF-1.7", f"{say('plan file')}.pdf"[-100:])],
    )
    recommend(
        assessment,
        score_id=assessment.score_id,
        outcome=Outcome.APPROVED,
        reason=say("recommendation")[:200],
        by=by,
    )
    decision = decided(
        assessment,
        made.approver,
        outcome=Outcome.CONDITIONAL,
        reason=say("decision")[:200],
        vendor_text=say("words for the vendor")[:200],
        conditions=[say("condition")[:200]],
        conditions_owner=by,
        exception_reason=say("exception")[:200],
    )
    made.answered = Assessment.objects.get(pk=assessment.pk)
    made.values |= {
        "finding_id": own.pk,
        "plan_id": plan.pk,
        "file_id": plan.files.get().pk,
        "decision_id": decision.pk,
    }


def _wait(made: Full, say: Say, domain: str) -> None:
    """A response that is being answered, by a lead and a colleague."""
    response = made.waiting.response
    made.lead = invite(response, email=f"lena@{domain}", actor=say("person")[:100])
    seat = enter(made.lead, name=say("lead")[:100], email=f"lena@{domain}")
    save_answer(response, "GOV-01", "no", respondent=seat)
    plan = core_catalogue().plans["amazon-q-free"]
    entry = choose_listed(response, "TOOL", plan, respondent=seat)
    save_answer(response, "T-01", say("tool")[:200], entry=entry, respondent=seat)
    removed = remove_entry(add_entry(response, "TOOL"))
    made.colleague = invite_colleague(
        response, email=f"cora@{domain}", sections=["GOV"], by=seat
    )
    new_code(made.lead, f"lena@{domain}")
    WrongTry.objects.create(invitation=made.lead, email=f"lena@{domain}")
    claim = EvidenceClaim(title=say("evidence")[:200])
    evidence = add_note(response, "GOV-02", say("note")[:1000], claim, respondent=seat)
    remark(
        response,
        "GOV-01",
        kind="plan",
        text=say("remark")[:1000],
        due_on=timezone.localdate() + DAY,
        respondent=seat,
    )
    upload = receive_upload(
        response,
        b"questionnaire: ai-toolchain-partner\nanswers: {GOV-01: 'yes'}",
        f"{say('upload')}.yaml"[-100:],
        respondent=seat,
    )
    drop_at_vendor(
        response,
        b'{"permissions": {"allow": ["Read(**)"], "defaultMode": "plan"}}',
        f"{say('source')}.json"[-100:],
        respondent=seat,
    )
    keep_from_vendor(response, _days(say), _named(say), respondent=seat)
    asked = Clarification.objects.create(
        response=made.answered.response,
        question="GOV-01",
        text=say("question")[:500],
        author=say("person")[:100],
        asked_in=response,
    )
    remind(made.waiting.pk, timezone.localdate() + 7 * DAY)
    made.values |= {
        "entry_id": entry.pk,
        "removed_id": removed.pk,
        "evidence_id": evidence.pk,
        "upload_id": upload.pk,
        "clarification_id": asked.pk,
    }


def _days(say: Say) -> AgentActivity:
    """Daily totals of an agent, and something unusual in them."""
    name = say("agent").replace("@", " ").strip()[:200] or "agent"
    start = datetime.date(2026, 9, 1)
    seen = {"records_read": {"": 9}}
    given = [AgentDay(name, start + at * DAY, seen) for at in range(30)]
    new = {"repositories": {"example/new": 1}}
    given.append(AgentDay(name, start + 30 * DAY, seen | new))
    return AgentActivity(start, given[-1].day, given, ["a" * 64])


def _named(say: Say) -> dict[str, Any]:
    return {"file_name": f"{say('source')}"[:100], "sha256": "b" * 64, "size": 1}


def _activity(made: Full, say: Say) -> dict[str, Any]:
    file = keep_from_member(made.answered, _days(say), _named(say), by=made.analyst)
    [alert] = watch_agents(made.answered)
    agreed = agree(
        made.answered,
        "",
        {
            "since": datetime.date(2026, 1, 1),
            "hours_from": 8,
            "hours_until": 18,
            "zone": "UTC",
            "weekdays_only": True,
            "hosts": ["example.com"],
        },
        by=made.analyst,
    )
    return {
        "activity_id": file.pk,
        "alert_id": alert.pk,
        "agreed_id": agreed.pk,
    }


def _beside(made: Full, say: Say, domain: str) -> None:
    SyslogMark.objects.create(pk=made.organisation.pk, position=1)
    organisation, by = made.organisation, made.analyst
    draft(made.answered, "GOV-03", "", text=say("draft")[:500], by=by)
    made.values |= _activity(made, say)
    drop_at_buyer(
        made.answered,
        b'{"permissions": {"defaultMode": "bypassPermissions"}}',
        f"{say('source')}.json"[-100:],
        by=by,
    )
    found = read_import(
        organisation=organisation,
        file_name=f"{say('import')}.csv"[-100:],
        data=f'Vendor\n"{say("row").replace(chr(34), chr(34) * 2)}"'.encode(),
        by=made.everybody,
    )
    view = save_view(
        organisation=organisation,
        of=ListName.VENDORS,
        name=say("view")[:60],
        query="rating=critical",
        is_shared=True,
        by=made.everybody,
    )
    told = notify(
        organisation,
        NotificationEvent(
            NotificationKind.OVERDUE,
            "1",
            "assessments.assessment",
            str(made.answered.pk),
            say("notice")[:100],
        ),
    )
    offer = offer_membership(
        organisation,
        email=f"new@{domain}",
        name=say("newcomer")[:100],
        roles=["analyst"],
        by=made.everybody,
    )
    event = record_event(
        made.answered.engagement,
        cause=ReassessmentCause.INCIDENT,
        text=say("incident")[:500],
        by=by,
    )
    trusted = trust_key(
        organisation,
        write_key(
            PublicKey(public_of(new_key()), str(organisation.pk), "Bank")
        ).encode(),
        say("key")[:200],
        by=made.everybody,
    )
    made.values |= _incident(made, say)
    made.values |= _program(made, say)
    change_look(organisation, colour="#123456", logo=PNG, by=made.everybody)
    vendor = made.answered.engagement.vendor
    made.values |= {
        "import_id": found.pk,
        "view_id": view.pk,
        "notification_id": next(n.pk for n in told if n.user == made.everybody),
        "offer_id": offer.pk,
        "key_id": signing_key_of(organisation).pk,
        "trusted_id": trusted.pk,
        "reassessment_id": event.pk,
        "vendor_id": vendor.pk,
        "contact_id": vendor.contacts.get(role=say("role")[:100]).pk,
        "engagement_id": made.answered.engagement_id,
        "membership_id": organisation.memberships.get(user=by).pk,
        "assessment_id": made.answered.pk,
        "waiting_id": made.waiting.pk,
        "response_id": made.waiting.response_id,
        "submitted_id": made.answered.response_id,
        "submitted_evidence_id": made.answered.response.evidence.first().pk,
        "invitation_id": made.colleague.pk,
    }


def _incident(made: Full, say: Say) -> dict[str, Any]:
    """An incident about which a vendor was asked and has answered."""
    incident = open_incident(
        IncidentInput(
            "tool", [say("subject")[:200]], timezone.now(), say("summary")[:500]
        ),
        organisation=made.organisation,
        by=made.analyst,
    )
    texts = {"en": {"done": say("question")[:500]}}
    [asked] = ask_vendors(
        incident, [made.answered.engagement_id], texts, by=made.analyst
    )
    respondent = enter(asked.response.invitations.get(), name=say("replying")[:100])
    reply(
        asked,
        ReplyInput("yes", "yes", say("reached")[:500], say("done")[:500]),
        respondent=respondent,
    )
    return {"incident_id": incident.pk}


def _program(made: Full, say: Say) -> dict[str, Any]:
    """A program that has a token, and asked for something with an idempotency key."""
    client = make_client(
        made.organisation,
        name=say("program")[:100],
        purpose=say("aim")[:500],
        scopes=["vendors:read", "vendors:write"],
        owner=made.everybody,
        by=made.everybody,
    )
    issue_token(str(client.pk), make_secret(client, by=made.everybody))
    KeptReply.objects.create(
        organisation=made.organisation, client=client, key="1", request_digest="0" * 64
    )
    webhook, _secret = make_webhook(
        made.organisation,
        name=say("webhook")[:100],
        url="https://tickets.example/hook",
        kinds=["vendor"],
        by=made.everybody,
    )
    WebhookMessage.objects.create(
        organisation=made.organisation,
        webhook=webhook,
        entry=1,
        kind="vendor.vendor-changed",
        body="{}",
    )
    return {"client_id": client.pk, "rest": "vendors", "webhook_id": webhook.pk}


def _files(made: Full, say: Say) -> None:
    by = made.everybody
    report = render_report(
        request_report(made.answered, by=by, report_request=ReportRequest())
    )
    made.values["report_id"] = report.pk
    link, _token = make_link(
        report,
        LinkRequest(say("reader")[:120], say("sharing")[:300]),
        by=by,
    )
    made.values["link_id"] = link.pk
    wanted = ScheduleRequest(
        [(say("reader")[:120], "reader@elsewhere.example")],
        Rhythm.MONTHLY,
        say("sharing")[:300],
        datetime.date(2030, 1, 31),
    )
    made.values["schedule_id"] = schedule_report(report, wanted, by=by).pk
    made.values["bundle_id"] = request_bundle(made.organisation, by=by).pk
    made.values["overview_id"] = request_overview(made.organisation, by=by).pk


def _terms(made: Full, say: Say) -> None:
    """What was done because published terms changed."""
    file, _made = CatalogueFile.objects.get_or_create(
        version=1, defaults={"gathered": "2026-11-30", "content": "{}"}
    )
    TermsStep.objects.create(
        organisation=made.organisation,
        file=file,
        plan="amazon-q-free",
        engagement=made.answered.engagement,
        outcome=TermsOutcome.DISMISSED,
        reason=say("reason"),
        by=made.analyst,
    )


def _rows() -> dict[type[models.Model], set[Any]]:
    """The keys of what is there, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return {
        m: set(m._base_manager.values_list("pk", flat=True)) for m in tenant_models()
    }


def _rest(
    made: Full, say: Say, domain: str, before: dict[type[models.Model], set[Any]]
) -> None:
    """A plain row in every table that nothing above has filled, those referred to first."""
    for _ in range(3):
        own = {model: keys - before[model] for model, keys in _rows().items()}
        own[User] = {made.everybody.pk}
        for model in [m for m in own if not own[m]]:
            fields = [f for f in model._meta.concrete_fields if _is_wanted(f)]
            targets = [f.related_model for f in fields if f.is_relation]
            if all(own.get(target) for target in targets):
                model._base_manager.create(
                    **{f.attname: _plain(f, say, domain, own) for f in fields}
                )


def _is_wanted(field: Any) -> bool:
    """Whether a row cannot do without a value; what belongs to somebody always says so."""
    if field.generated:
        return False
    if field.is_relation:
        return not field.null
    return not (field.null or field.has_default() or field.primary_key) and not (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )


def _plain(
    field: Any, say: Say, domain: str, own: dict[type[models.Model], set[Any]]
) -> Any:
    if field.is_relation:
        return min(own[field.related_model])
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.EmailField):
        return f"someone@{domain}"
    if isinstance(field, models.CharField | models.TextField):
        return say(field.name)[: field.max_length or 500]
    if isinstance(field, models.DateTimeField):
        return timezone.now() + DAY
    if isinstance(field, models.DateField):
        return timezone.localdate() + DAY
    plain = {"JSONField": {}, "BooleanField": False, "BinaryField": domain.encode()}
    return plain.get(field.get_internal_type(), 1)
