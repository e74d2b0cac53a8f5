"""Roles of a member and what each may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VendorEntryPolicy(models.TextChoices):
    """What people at a vendor must show before they answer; the words of ``questionnaires``."""

    CODE = "code", _("The link and a six-digit code sent to their work address")
    LINK = "link", _("The link alone")
    ACCOUNT = (
        "account",
        _("An account of their own with a second factor, for their work address"),
    )


class Protocol(models.TextChoices):
    """What an organisation's provider speaks."""

    OIDC = "oidc", _("OpenID Connect")
    SAML = "saml", _("SAML 2.0")


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    ANALYST = "analyst", _("Analyst")
    APPROVER = "approver", _("Approver")
    PROCUREMENT = "procurement", _("Procurement")
    AUDITOR = "auditor", _("Auditor")


class Capability(models.TextChoices):
    """A right a view asks for. ``VIEW`` is outcomes; ``VIEW_ANSWERS`` is what lies below."""

    VIEW = "view", _("See outcomes")
    VIEW_ANSWERS = "view_answers", _("See answers and reasons")
    ASSESS = "assess", _("Register vendors and start assessments")
    DECIDE = "decide", _("Decide, and accept risks")
    HANDLE_INCIDENTS = "handle_incidents", _("Open incidents and ask vendors at once")
    REQUEST_REPORT = "request_report", _("Make and download reports")
    VIEW_AUDIT = "view_audit", _("Read the audit trail")
    PUBLISH = "publish", _("Publish questionnaires")
    MANAGE_MEMBERS = "manage_members", _("Manage members and settings")


_READ = frozenset({Capability.VIEW, Capability.VIEW_ANSWERS, Capability.REQUEST_REPORT})

CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.ADMINISTRATOR: _READ
    | {
        Capability.MANAGE_MEMBERS,
        Capability.VIEW_AUDIT,
        Capability.PUBLISH,
        Capability.HANDLE_INCIDENTS,
    },
    Role.ANALYST: _READ
    | {Capability.ASSESS, Capability.PUBLISH, Capability.HANDLE_INCIDENTS},
    Role.APPROVER: _READ | {Capability.DECIDE, Capability.HANDLE_INCIDENTS},
    Role.PROCUREMENT: frozenset({Capability.VIEW, Capability.REQUEST_REPORT}),
    Role.AUDITOR: frozenset(
        {Capability.VIEW, Capability.VIEW_ANSWERS, Capability.VIEW_AUDIT}
    ),
}
