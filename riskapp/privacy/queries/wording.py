"""What is held about a person, in groups that people know."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from questionnaires.models import Draft
from riskapp.privacy.queries.held import GOES, HeldRows
from riskapp.privacy.queries.places import about

_LABELS = {
    "accounts.Membership": "account",
    "accounts.Offer": "account",
    "vendors.Contact": "contacts",
    "questionnaires.Invitation": "invitations",
    "questionnaires.Delivery": "invitations",
    "questionnaires.EntryCode": "invitations",
    "questionnaires.WrongTry": "invitations",
    "sending.Reassessment": "assessments",
    "notifications.Notification": "notifications",
    "lists.SavedView": "notifications",
}
_APPS = {
    "questionnaires": "answers",
    "facts": "answers",
    "activity": "answers",
    "incidents": "answers",
    "terms": "assessments",
    "assessments": "assessments",
    "review": "assessments",
    "findings": "assessments",
    "decisions": "assessments",
    "sending": "invitations",
    "reports": "reports",
    "copies": "reports",
    "vendors": "vendors",
    "inventory": "vendors",
    "dashboards": "vendors",
    "desk": "vendors",
}


@dataclass(slots=True)
class RowGroup:
    """Rows of one kind: how many go, and in how many a pseudonym stays."""

    name: str
    goes: int = 0
    stays: int = 0


def groups_of(held: HeldRows) -> list[RowGroup]:
    """What is held, in a fixed order, without what is not."""
    names = {
        "account": _("Membership and offers of one"),
        "contacts": _("Contact at a vendor"),
        "invitations": _("Invitations, mails and codes"),
        "answers": _("Responses, answers and their history"),
        "assessments": _("Assessments, findings and decisions"),
        "vendors": _("Vendors, engagements, tools and imports"),
        "reports": _("Reports and copies: what they were made from"),
        "notifications": _("Notifications and saved views"),
        "other": _("Settings and other"),
        "trail": _("Entries of the audit trail"),
    }
    groups = {key: RowGroup(name) for key, name in names.items()}
    for model in held.models:
        key = group_of(model)
        count = len(held.ids(model))
        if model in GOES or model is Draft:
            groups[key].goes += count
        else:
            groups[key].stays += count
    groups["trail"].stays = len(held.entries)
    return [group for group in groups.values() if group.goes or group.stays]


def group_of(model: type[Model]) -> str:
    """The group that the rows of a table are told in."""
    options = about(model)
    return _LABELS.get(options.label) or _APPS.get(options.app_label, "other")
