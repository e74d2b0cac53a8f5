"""What files show beside the answers of an assessment: claims by files, and dropping more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.models import Entry
from questionnaires.queries import answer_set_of
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.activity.models import ActivityFile
from riskapp.assessments.access import assessment_for
from riskapp.assessments.models import Assessment
from riskapp.assessments.views.heading import heading
from riskapp.common.uploads import in_memory
from riskapp.evidence.comparing import REGISTER
from riskapp.evidence.model import (
    CONFIRMS,
    CONTRADICTS,
    FILLS,
    NOT_IN_FILE,
    STATES,
)
from riskapp.facts.access import members_file_for
from riskapp.facts.actions.dropping import drop_at_buyer, remove
from riskapp.facts.errors import FileNotRead
from riskapp.facts.files import Patience
from riskapp.facts.forms import MembersDropForm
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.claims import FileClaims, beside
from riskapp.facts.queries.reading import Whole, of_known_tools, whole

HTTP_REFUSED = 422
PAGE_SIZE = 50
WORDS = {
    CONTRADICTS: gettext_lazy("Contradicted"),
    FILLS: gettext_lazy("Open, shown by a file"),
    CONFIRMS: gettext_lazy("Shown by a file"),
    NOT_IN_FILE: gettext_lazy("Not in the file"),
}


@in_memory
@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every claim of every file, the contradictions first; members drop files here."""
    user = signed_in(request)
    is_post = request.method == "POST"
    can = Capability.ASSESS if is_post else Capability.VIEW_ANSWERS
    assessment = assessment_for(user, assessment_id, can)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    answer_set = answer_set_of(assessment.response)
    form = MembersDropForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        tools=[(entry.id, entry.title) for entry in answer_set.filled.entries],
        initial={"entry": request.GET.get("entry", "")},
    )
    refused: list[tuple[str, FileNotRead]] = []
    if is_post and form.is_valid():
        read, refused = _drop(assessment, form.cleaned_data, user)
        if not refused:
            words = ngettext(
                "%(n)s file was read.", "%(n)s files were read.", len(read)
            )
            messages.success(request, words % {"n": len(read)})
            is_activity = all(isinstance(one, ActivityFile) for one in read)
            page = "assessments:activity" if is_activity else "assessments:shown"
            return redirect(page, assessment_id)
    found = beside(assessment.response, answer_set)
    context = (
        heading(user, assessment, "shown")
        | _claims(request, found)
        | {
            "form": form,
            "refused": refused,
            "known": of_known_tools(),
            "files": _files(found),
            "counts": found.counts,
            "register": REGISTER if answer_set.shown(REGISTER) else "",
        }
    )
    status = HTTP_REFUSED if refused or form.errors else 200
    return render(request, "facts/buyer.html", context, status=status)


@require_POST
def take_away(
    request: HttpRequest, assessment_id: UUID, source_id: UUID
) -> HttpResponse:
    """Forget what a file of a member showed."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    remove(assessment, members_file_for(assessment, source_id), by=user)
    messages.success(request, _("Removed."))
    return redirect("assessments:shown", assessment_id)


def _drop(
    assessment: Assessment, given: dict[str, Any], user: User
) -> tuple[list[SourceFile | ActivityFile], list[tuple[str, FileNotRead]]]:
    """The files that were read, and why the others were not."""
    entry = None
    if given["entry"]:
        entry = Entry.objects.get(pk=given["entry"], response=assessment.response)
    read, refused, patience = [], [], Patience()
    for file in given["dropped"]:
        try:
            patience.look()
            kept = drop_at_buyer(
                assessment,
                file.read(),
                file.name,
                by=user,
                entry=entry,
                is_recheckable=given["is_recheckable"],
            )
        except FileNotRead as error:
            refused.append((file.name, error))
        else:
            read.append(kept)
    return read, refused


def _claims(request: HttpRequest, found: FileClaims) -> dict[str, Any]:
    """The claims of one state, or all of them but those that say nothing."""
    show = request.GET.get("show", "")
    told = [one for one in found.shown if not (one.unlisted and one.state == FILLS)]
    counts = Counter(one.state for one in told)
    rows = [
        one
        for one in told
        if one.state == show or (show not in STATES and one.state != NOT_IN_FILE)
    ]
    return {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "show": show,
        "query": urlencode({"show": show}),
        "states": [(state, WORDS[state], counts[state]) for state in STATES],
        "state_words": WORDS,
    }


def _files(found: FileClaims) -> list[tuple[Whole, Sequence[tuple[str, int]]]]:
    """Each file with how many claims of each state it makes, in the order of the columns."""
    counts = Counter((one.file.pk, one.state) for one in found.shown)
    return [
        (whole(file), [(str(WORDS[state]), counts[file.pk, state]) for state in STATES])
        for file in found.files
    ]
