"""The nine questions about work, answered for many at once: by label, by service, by file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.common.exports import CONTENT_TYPES, XLSX
from riskapp.common.lists import is_key, list_page, narrowing
from riskapp.shipped.core import core_document_in
from riskapp.vendors.actions.engagements import answer_for_many
from riskapp.vendors.files import template
from riskapp.vendors.files.columns import MAX_ROWS
from riskapp.vendors.forms import OpenWorkFilter, SameProfileForm
from riskapp.vendors.queries import without_profile

HTTP_REFUSED = 422
MOST = 500


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The work whose questions are open, and the answers to give all that are selected."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    is_post = request.method == "POST"
    form = SameProfileForm(
        request.POST if is_post else None, known=organisation.buyer_facts
    )
    narrowed = OpenWorkFilter(request.GET, queryset=without_profile(user), user=user)
    if is_post:
        picked = _picked(request, user, narrowed)
        if not picked:
            form.add_error(None, _("Select at least one row."))
        elif form.is_valid():
            _answer(request, user, picked, form)
            query = narrowing(request.GET)
            return redirect(f"{request.path}?{query}" if query else request.path)
    context = list_page(request, narrowed)
    context |= {"form": form, "most": MOST}
    status = HTTP_REFUSED if is_post else 200
    return render(request, "vendors/profiles.html", context, status=status)


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The same work as a workbook to fill in; importing it updates the register."""
    user = signed_in(request)
    organisation_for(user, Capability.ASSESS)
    narrowed = OpenWorkFilter(request.GET, queryset=without_profile(user), user=user)
    names = narrowed.qs.values_list("vendor__name", "name")[:MAX_ROWS]
    response = HttpResponse(
        template(core_document_in(get_language() or "en"), names), CONTENT_TYPES[XLSX]
    )
    response["Content-Disposition"] = 'attachment; filename="questions-open.xlsx"'
    return response


def _picked(request: HttpRequest, user: User, narrowed: OpenWorkFilter) -> list[UUID]:
    """What was ticked, or all that the list was narrowed to, of what the person may see."""
    rows = without_profile(user)
    if request.POST.get("which") == "all":
        rows = narrowed.qs
    else:
        given = [key for key in request.POST.getlist("engagement") if is_key(key)]
        rows = rows.filter(pk__in=given)
    return list(rows.values_list("pk", flat=True)[:MOST])


def _answer(
    request: HttpRequest, user: User, picked: list[UUID], form: SameProfileForm
) -> None:
    done, left = answer_for_many(picked, form.profile, by=user)
    message = ngettext(
        "The questions about %(number)s engagement are answered.",
        "The questions about %(number)s engagements are answered.",
        done,
    )
    messages.success(request, message % {"number": done})
    if left:
        names = ", ".join(left[:8])
        messages.warning(
            request, _("Answered meanwhile: %(names)s.") % {"names": names}
        )
