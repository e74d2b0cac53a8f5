"""Every table, and how its rows lead to the organisation that holds them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet

from riskapp.accounts.models import User

# Where no field ``organisation`` leads there.
PATHS = {
    "accounts.Organisation": "pk",
    "questionnaires.Response": "tenant",
    "questionnaires.Entry": "response__tenant",
    "questionnaires.Answer": "response__tenant",
    "questionnaires.Invitation": "response__tenant",
    "questionnaires.Respondent": "response__tenant",
    "questionnaires.Clarification": "response__tenant",
    "questionnaires.ResponseEvent": "response__tenant",
    "questionnaires.Evidence": "response__tenant",
    "questionnaires.Message": "response__tenant",
    "questionnaires.Remark": "response__tenant",
    "questionnaires.Upload": "response__tenant",
    "questionnaires.Draft": "owner",
    "questionnaires.Delivery": "invitation__response__tenant",
    "questionnaires.EntryCode": "invitation__response__tenant",
    "questionnaires.WrongTry": "invitation__response__tenant",
    "vendors.Contact": "vendor__organisation",
    "sending.Sending": "campaign__organisation",
    "sending.Reminder": "response__tenant",
    "findings.FindingEvent": "finding__organisation",
    "findings.Plan": "finding__organisation",
    "findings.PlanFile": "plan__finding__organisation",
    "decisions.Condition": "decision__organisation",
    "assessments.Reviewer": "assessment__organisation",
    "copies.Copy": "response__tenant",
    "facts.SourceFile": "response__tenant",
    "activity.ActivityFile": "response__tenant",
    "activity.ActivityDay": "file__response__tenant",
    "activity.ActivityAlert": "response__tenant",
    "incidents.IncidentRequest": "response__tenant",
    "incidents.IncidentReply": "request__response__tenant",
}
# What belongs to a person's account and goes with it.
OF_ACCOUNT = {
    "accounts.User",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "usersessions.UserSession",
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
    "notifications.Preference",
    "sessions.Session",
}
# What says nothing of people, or nothing for long.
OF_NOBODY = {
    "questionnaires.Questionnaire",
    "questionnaires.QuestionnaireVersion",
    "common.Installation",
    "common.StoredValue",
    "common.Waiting",
    "common.Heartbeat",
    "common.Turn",
    "dashboards.DueTally",
    "audit.ChainHead",
    "audit.SyslogMark",
    # What is published about AI tools, for the whole installation.
    "terms.CatalogueFile",
    "terms.PublishedChange",
    # Providers stand in accounts.IdentityProvider; allauth's own table stays empty.
    "socialaccount.SocialApp",
    "auth.Permission",
    "auth.Group",
    "contenttypes.ContentType",
}


def about(model: type[models.Model] | models.Model) -> Any:
    """What Django knows of a table."""
    return model._meta  # noqa: SLF001  # documented API


def path_of(model: type[models.Model]) -> str | None:
    """How rows of a table lead to their organisation; None where they do not."""
    label = about(model).label
    if label in PATHS:
        return PATHS[label]
    try:
        about(model).get_field("organisation")
    except FieldDoesNotExist:
        return None
    return "organisation"


def response_path(model: type[models.Model]) -> str | None:
    """How rows of a table lead to the response they are part of; None where they are of none."""
    path = str(path_of(model))
    if path == "tenant":
        return "pk"
    return path.removesuffix("__tenant") if path.endswith("response__tenant") else None


def is_of_account(model: type[models.Model]) -> bool:
    """Whether rows of a table belong to an account and to no organisation."""
    return path_of(model) is None and (
        about(model).label in OF_ACCOUNT or any(True for _ in fields_to_people(model))
    )


def tables() -> list[type[models.Model]]:
    """Every table whose rows belong to an organisation; the trail has its own
    way, and the names in it follow."""
    return [
        model
        for model in apps.get_models()
        if path_of(model) is not None and about(model).app_label != "audit"
    ]


def rows_of(model: type[models.Model], organisation: UUID) -> QuerySet[Any]:
    """The rows of a table that an organisation holds."""
    rows: QuerySet[Any] = QuerySet(model)
    return rows.filter(**{str(path_of(model)): organisation})


def fields_to_people(model: type[models.Model]) -> list[str]:
    """The fields of a table that name somebody with an account."""
    return [
        field.name
        for field in about(model).concrete_fields
        if field.is_relation and field.related_model is User
    ]
