"""What is done with personal data, for whom and for how long: the facts of a record."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from riskapp.accounts.models import Organisation
from riskapp.privacy.choices import RetentionKind
from riskapp.privacy.queries.periods import days_of


@dataclass(frozen=True, slots=True)
class Activity:
    """One purpose: whose data, which, how long."""

    purpose: str
    people: str
    data: str
    kinds: tuple[str, ...]
    until: str = ""


def activities() -> list[Activity]:
    """Everything the product does with personal data, in the language in force."""
    return [
        Activity(
            _("Accounts, sign-in and rights of members"),
            _("Members of the organisation"),
            _(
                "Name, e-mail address, password (only its hash), second factor (encrypted), language, time zone, roles, time of the last sign-in"
            ),
            (RetentionKind.FORMER,),
        ),
        Activity(
            _("Register of vendors and their contacts"),
            _("Contacts at vendors"),
            _("Name, business e-mail address, role"),
            (RetentionKind.ARCHIVED, RetentionKind.UPLOADS),
        ),
        Activity(
            _("Inviting vendors and collecting their answers"),
            _("People at vendors who answer"),
            _(
                "Name, business e-mail address, who answered and changed what and when, who submitted in which role, files and texts they add"
            ),
            (
                RetentionKind.DRAFTS,
                RetentionKind.REMOVED,
                RetentionKind.HISTORY,
                RetentionKind.EVIDENCE,
                RetentionKind.INVITATIONS,
                RetentionKind.UPLOADS,
                RetentionKind.ARCHIVED,
            ),
        ),
        Activity(
            _("Reviewing, scoring and deciding"),
            _("Members of the organisation"),
            _("Who reviewed, noted, accepted and decided what, when and why"),
            (RetentionKind.ARCHIVED, RetentionKind.FORMER),
        ),
        Activity(
            _("Asking vendors about incidents"),
            _("People at vendors who answer"),
            _("Name, business e-mail address, what they say and when"),
            (RetentionKind.INCIDENTS, RetentionKind.ARCHIVED),
        ),
        Activity(
            _("Reports and copies"),
            _("Members, and people at vendors who submitted"),
            _("Names as they stand in the assessment"),
            (RetentionKind.REPORTS,),
        ),
        Activity(
            _("Links to reports"),
            _("People whom a report is shared with"),
            _("Name, e-mail address, why, and when they opened and downloaded it"),
            (RetentionKind.REPORTS,),
        ),
        Activity(
            _("Notifications and mails"),
            _("Members, and people at vendors"),
            _("Name, e-mail address, what happened, and whether a mail was sent"),
            (RetentionKind.NOTIFICATIONS, RetentionKind.INVITATIONS),
        ),
        Activity(
            _("Audit trail: showing later who did what"),
            _("Members, and people at vendors"),
            _("Name, e-mail address, network address, browser, action, time"),
            (RetentionKind.SIGN_INS, RetentionKind.FORMER),
            _("Entries stay; texts of a person are erased on request."),
        ),
        Activity(
            _("Keeping people signed in, and limits on tries"),
            _("Everybody who signs in"),
            _("Session, network address, browser, addresses that codes were sent to"),
            (),
            _("Sessions end after %(hours)s hours, codes and limits within a day.")
            % {"hours": settings.MEMBER_SESSION_HOURS},
        ),
    ]


def recipients() -> list[str]:
    """Who else gets personal data, as this installation is set up."""
    mail = settings.EMAIL_HOST or _("none")
    found = [
        _("Members of the organisation, by their roles"),
        _("People at a vendor: the answers of their own vendor, and who asks"),
        _("The mail server: %(host)s") % {"host": mail},
    ]
    bucket = getattr(settings, "FILES_S3_BUCKET", "")
    if bucket:
        found.append(_("The storage for files: %(bucket)s") % {"bucket": bucket})
    if settings.CLAMAV_HOST:
        found.append(_("The virus scanner: %(host)s") % {"host": settings.CLAMAV_HOST})
    return found


def measures() -> list[str]:
    """How personal data are protected, in short."""
    return [
        _("Every row belongs to one organisation; each page shows only its own."),
        _("Roles decide who sees answers, decides, and administers."),
        _("Passwords are hashed with Argon2id; second factors are encrypted."),
        _("The audit trail is a chain of hashes over salted digests."),
        _("Files are checked by what they are, and by a virus scanner where one runs."),
        _("Each kind of data has a period; one person can be given out and erased."),
    ]


def periods_in_words(organisation: Organisation) -> dict[str, str]:
    """For how long each kind is kept, in words."""
    return {
        kind: _("%(days)s days") % {"days": days} if days else _("without end")
        for kind, days in days_of(organisation).items()
    }
