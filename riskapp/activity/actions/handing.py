"""The steps in which a file of either side is kept and forgotten, whatever is read of it.

Vendor and members never meet each other's files: neither a refusal nor a limit tells of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.choices import EventKind
from questionnaires.errors import ResponseLocked
from questionnaires.models import Respondent, Response
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record

MAX_FILES = 100  # of one response, for each side


def locked_submitted(response: Response) -> Response:
    """The row of a response that was submitted, locked until the transaction ends; raises
    ResponseLocked while it is open: what is given then belongs to the answers."""
    locked = Response.objects.select_for_update().get(pk=response.pk)
    if locked.is_open:
        raise ResponseLocked
    return locked


def save_once(made: Any, there: models.QuerySet[Any], refused: type[Exception]) -> None:
    """Save a file beside those that are there of the same side; raises ``refused``."""
    if there.count() >= MAX_FILES:
        raise refused(
            _("At most %(max)s files can be read for one questionnaire.")
            % {"max": MAX_FILES}
        )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the same file came twice at once
        raise refused(_("This file was read already.")) from None


def note_read(
    made: Any, assessment: Assessment, action: str, facts: Mapping[str, Any]
) -> None:
    """What was read, in the history of the vendor's response or in the members' trail."""
    if made.by is not None:
        record(
            action,
            assessment,
            organisation=assessment.organisation,
            by=made.by,
            after=facts,
        )
        return
    note_of_vendor(
        made.response, made, EventKind.FILE_READ, made.respondent, after=facts
    )


def note_of_vendor(
    response: Response,
    file: Any,
    kind: EventKind,
    respondent: Respondent,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """What somebody at the vendor did with a file, in the history of the response."""
    remember(
        response,
        kind,
        respondent=respondent,
        entry=file.entry,
        question=getattr(file, "question", ""),
        before=before,
        after=after,
    )


def forget_own(file: Any, *, respondent: Respondent, facts: Mapping[str, Any]) -> None:
    """Forget a file of the vendor before submission. Raises ResponseLocked."""
    response = locked_open(file.response)
    note_of_vendor(response, file, EventKind.FILE_FORGOTTEN, respondent, before=facts)
    file.delete()


def forget_members(
    file: Any,
    assessment: Assessment,
    action: str,
    *,
    by: User,
    facts: Mapping[str, Any],
) -> None:
    """Forget a file of a member."""
    record(
        action,
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=facts,
    )
    file.delete()
