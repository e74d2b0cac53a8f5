"""Sending to many, and seeing how far each is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.errors import QuestionnaireError
from questionnaires.models import QuestionnaireVersion
from riskapp.accounts.access import may, may_here, organisation_for, signed_in
from riskapp.accounts.choices import Capability, VendorEntryPolicy
from riskapp.accounts.queries import able_in
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.forms import InviteForm
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import is_nothing, list_page, narrowing
from riskapp.common.names import address
from riskapp.common.pages import page_of
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.sending.access import campaign_for, sending_for
from riskapp.sending.actions.campaigns import (
    MAX_SENDINGS,
    Wanted,
    retry,
    start_campaign,
)
from riskapp.sending.choices import CampaignProgress, SendingState
from riskapp.sending.forms.listing import CampaignFilter, SendingFilter
from riskapp.sending.forms.sending import SendManyForm
from riskapp.sending.queries import (
    campaign_counts,
    campaign_rows,
    campaigns_of,
    question_in_words,
    to_send,
)
from riskapp.sending.tasks import send_soon
from riskapp.vendors.forms import EngagementFilter
from riskapp.vendors.queries import listed_engagements

HTTP_REFUSED = 422
COLUMNS = (
    Column("Vendor", lambda row: row.sending.engagement.vendor.name),
    Column("Engagement", lambda row: row.sending.engagement.name),
    Column("Address", lambda row: row.sending.email),
    Column("Progress", lambda row: row.progress.label),
    Column("Overdue", lambda row: row.is_overdue),
    Column("Reason", lambda row: row.reason),
)
CAMPAIGN_COLUMNS = (
    Column("Campaign", lambda row: row.name),
    Column("Kind", lambda row: row.get_kind_display()),
    Column("Questionnaire", lambda row: row.version),
    Column("Started", lambda row: row.created_at),
    Column("Started by", lambda row: row.created_by),
    Column("Due", lambda row: row.due_on),
    Column("Engagements", lambda row: row.total),
    Column("Answered", lambda row: row.answered),
    Column("Not sent", lambda row: row.failed),
)


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """Every campaign, newest first, on pages or as a file."""
    user = signed_in(request)
    narrowed = CampaignFilter(request.GET, queryset=campaigns_of(user), user=user)
    if file := list_file(request, "campaigns", CAMPAIGN_COLUMNS, narrowed.qs):
        return file
    context = list_page(request, narrowed)
    context |= {
        "may_start": may_here(user, Capability.ASSESS),
        "bar": bulk_bar(request),
        "saved": saved_views(user, ListName.CAMPAIGNS, context["query"]),
        "is_nothing": is_nothing(context, campaigns_of(user)),
    }
    return render(request, "sending/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say what is asked of those who were picked, and of whom there."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    is_post = request.method == "POST"
    picked = _picked(request)
    rows = [
        row
        for row in to_send(picked[:MAX_SENDINGS], user)
        if row["engagement"].organisation_id == organisation.pk
    ]
    ready = [row for row in rows if not row["because"]]
    form = SendManyForm(
        request.POST if is_post else None,
        versions=QuestionnaireVersion.objects.for_owner(organisation.pk),
        people=able_in(organisation.pk, Capability.VIEW_ANSWERS),
    )
    faults = 0
    if is_post:
        needs_address = organisation.entry_policy != VendorEntryPolicy.LINK
        faults = _read_addresses(request, ready, needs_address=needs_address)
        if not ready:
            form.add_error(None, _("Select at least one engagement that can be asked."))
    if is_post and form.is_valid() and not faults:
        with transaction.atomic():
            got = form.cleaned_data
            campaign = start_campaign(
                Wanted(
                    name=got["name"],
                    version=got["version"],
                    due_on=got["due_on"],
                    message=form.cover,
                    analyst=got["analyst"],
                    prefill=got["prefill"],
                    whole=got["whole"],
                    addresses={row["engagement"].pk: row["email"] for row in ready},
                ),
                organisation=organisation,
                by=user,
            )
            for sending in campaign.sendings.all():
                send_soon(sending)
        messages.success(request, _("The campaign is on its way."))
        return redirect("assessments:campaign_detail", campaign.pk)
    context = {
        "form": form,
        "ready": ready,
        "left_out": [row for row in rows if row["because"]],
        "too_many": max(0, len(picked) - MAX_SENDINGS),
        "faults": faults,
    }
    status = HTTP_REFUSED if is_post else 200
    return render(request, "sending/campaign_start.html", context, status=status)


@require_GET
def detail(request: HttpRequest, campaign_id: UUID) -> HttpResponseBase:
    """How far a campaign is: counts, and every row with what can be done about it."""
    user = signed_in(request)
    campaign = campaign_for(user, campaign_id)
    everything = campaign_rows(campaign)
    counts = campaign_counts(everything)
    form = SendingFilter(request.GET)
    rows = form.narrow(everything)
    if file := list_file(
        request,
        "campaign",
        COLUMNS,
        rows,
        organisation=campaign.organisation,
        about=f"campaign={campaign.pk}",
    ):
        return file
    context = {
        "campaign": campaign,
        "counts": counts,
        "tabs": [("", _("All"), counts["all"])]
        + [(p.value, p.label, counts[p.value]) for p in CampaignProgress]
        + [("overdue", _("Overdue"), counts["overdue"])],
        "wanted": form.cleaned_data.get("progress", ""),
        "filter": {"form": form},
        "query": narrowing(request.GET),
        "page": page_of(request, rows),
        "about": question_in_words(campaign),
        "may_assess": may(user, campaign.organisation_id, Capability.ASSESS),
    }
    return render(request, "sending/campaign_detail.html", context)


@require_POST
def try_again(
    request: HttpRequest, campaign_id: UUID, sending_id: UUID
) -> HttpResponse:
    """Try one row again, to the same address or to another one."""
    user = signed_in(request)
    campaign = campaign_for(user, campaign_id, Capability.ASSESS)
    sending = sending_for(campaign, sending_id)
    form = InviteForm(request.POST)
    # A question that was not sent goes to whoever answered: nobody has to be named.
    has_nobody = sending.about is not None and not sending.email
    if not form.is_valid() and not has_nobody:
        messages.error(
            request, _("Enter an e-mail address such as name@vendor.example.")
        )
        return redirect("assessments:campaign_detail", campaign_id)
    try:
        with transaction.atomic():
            email = form.cleaned_data.get("email", "")
            sending = retry(sending, email=email, by=user)
            if sending.state == SendingState.QUEUED:
                send_soon(sending)
    except (AssessmentError, QuestionnaireError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is tried again."))
    return redirect("assessments:campaign_detail", campaign_id)


def _picked(request: HttpRequest) -> list[UUID]:
    """The engagements that were ticked, or all that the filters of the list show."""
    if request.method == "POST":
        given = [name[3:] for name in request.POST if name.startswith("to-")]
    elif request.GET.get("all"):
        user = signed_in(request)
        narrowed = EngagementFilter(
            request.GET, queryset=listed_engagements(user), user=user
        )
        return list(narrowed.qs.values_list("pk", flat=True))
    else:
        given = request.GET.getlist("engagement")
    return [UUID(value) for value in given if _is_id(value)]


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _read_addresses(
    request: HttpRequest, rows: list[dict[str, Any]], *, needs_address: bool
) -> int:
    """Put the addresses that were typed on the rows; returns how many are wrong."""
    faults = 0
    for row in rows:
        row["email"] = address(request.POST.get(f"to-{row['engagement'].pk}", ""))
        try:
            if row["email"] or needs_address:
                validate_email(row["email"])
        except ValidationError:
            row["fault"] = _("Enter an address such as name@vendor.example.")
            faults += 1
    return faults
