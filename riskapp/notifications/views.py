"""What a person was told, and how they want to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import signed_in
from riskapp.audit.http import changed_meanwhile
from riskapp.common.lists import list_page
from riskapp.notifications.access import notification_for
from riskapp.notifications.actions.notifying import change_preferences, mark_read
from riskapp.notifications.forms import NotificationFilter, PreferencesForm
from riskapp.notifications.models import Notification
from riskapp.notifications.queries import (
    in_words,
    kinds_heard_by,
    preferences_of,
    with_pages,
)


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Newest first, narrowed by what they are about; what is new is marked."""
    shown = Notification.objects.shown_to(signed_in(request))
    context = list_page(request, NotificationFilter(request.GET, queryset=shown))
    context["rows"] = [in_words(row) for row in context["page"].object_list]
    return render(request, "notifications/list.html", context)


@require_POST
def go(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """Note that one was read, and show what it is about."""
    user = signed_in(request)
    found = notification_for(user, notification_id)
    mark_read(user, [found.pk])
    _row, page = with_pages([found])[0]
    return redirect(page or "notifications:list")


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Note that all of it was read."""
    mark_read(signed_in(request))
    return redirect("notifications:list")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Choose for each kind whether it is shown, and whether and when it is mailed."""
    user = signed_in(request)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds_heard_by(user),
        preferences=preferences_of(user),
    )
    if (
        form.is_bound
        and form.is_valid()
        and not changed_meanwhile(form, user, "notifications changed")
    ):
        change_preferences(user, form.preferences)
        messages.success(request, _("Saved."))
        return redirect("notifications:settings")
    return render(
        request, "notifications/settings.html", {"form": form}, status=form.status
    )
