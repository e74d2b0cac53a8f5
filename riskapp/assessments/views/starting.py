"""Start an assessment in one screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import document_of
from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.queries import able_in
from riskapp.assessments.actions.starting import Start, start_from
from riskapp.assessments.errors import AddressMissing, AlreadyOpen
from riskapp.assessments.forms import StartForm
from riskapp.assessments.models import Assessment
from riskapp.vendors.errors import RegisterError
from riskapp.vendors.http import with_link
from riskapp.vendors.models import Engagement, Vendor

HTTP_REFUSED = 422
HTTP_CONFLICT = 409


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose or describe the work, send the questionnaire, get the link."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    versions = QuestionnaireVersion.objects.for_owner(organisation.pk)
    newest = versions.first()
    if newest is None:
        return render(request, "assessments/no_questionnaire.html", status=HTTP_REFUSED)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        initial={"engagement": request.GET.get("engagement", "")},
        document=document_of(newest),
        versions=versions,
        vendors=Vendor.objects.kept().filter(organisation=organisation),
        engagements=Engagement.objects.kept()
        .filter(organisation=organisation)
        .select_related("vendor"),
        known=organisation.buyer_facts,
        people=able_in(organisation.pk, Capability.VIEW_ANSWERS),
    )
    if request.method == "POST" and form.is_valid():
        try:
            assessment = start_from(_wanted(form), organisation=organisation, by=user)
        except RegisterError as error:
            form.add_error(None, with_link(error))
        except AddressMissing as error:
            form.add_error("email", str(error))
        except AlreadyOpen as error:
            return _already_open(request, form, error)
        else:
            messages.success(
                request,
                _("The assessment has started. Send the vendor the link below."),
            )
            return redirect("assessments:detail", assessment.pk)
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "assessments/start.html", {"form": form}, status=status)


def _already_open(
    request: HttpRequest, form: StartForm, error: AlreadyOpen
) -> HttpResponse:
    """What is open for this work: go on with it, or say why there is to be another."""
    waiting = (
        Assessment.objects.unfinished()
        .filter(engagement=error.engagement)
        .select_related("engagement__vendor", "started_by")
        .prefetch_related("response__invitations")
        .order_by("-started_at")
    )
    context = {
        "form": form,
        "engagement": form.cleaned_data["engagement"],
        "waiting": waiting,
        "is_asked": "another_because" in request.POST,
    }
    return render(
        request, "assessments/already_open.html", context, status=HTTP_CONFLICT
    )


def _wanted(form: StartForm) -> Start:
    got = form.cleaned_data
    return Start(
        engagement=got["engagement"],
        vendor=got["vendor"],
        vendor_name=got["vendor_name"],
        vendor_country=got["vendor_country"],
        engagement_name=got["engagement_name"],
        profile={} if got["engagement"] else form.profile,
        version=got["version"],
        due_on=got["due_on"],
        email=got["email"],
        prefill=got["prefill"],
        whole=got["whole"],
        message=form.cover,
        analyst=got["analyst"],
        form_token=got["token"],
        another_because=got["another_because"].strip(),
    )
