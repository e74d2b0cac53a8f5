"""What can happen while an organisation is set up."""

from __future__ import annotations

import datetime
import secrets
import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.actions.publishing import publish_draft
from questionnaires.models import Draft, QuestionnaireVersion
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, OneTimeLink, Organisation, User
from riskapp.audit.actions import record
from riskapp.common.names import address
from riskapp.setup.errors import HasAccount, HasMembers, LinkGone, MailRefused
from riskapp.setup.queries import mail_server, mails_go_out

FIRST_LINK_FOR = datetime.timedelta(days=3)


@transaction.atomic
def create_organisation(name: str) -> tuple[Organisation, str]:
    """An organisation with nobody in it, and the token of the link for its first administrator.

    Where it exists and nobody works in it, the link is made anew and the old one opens nothing.
    Raises HasMembers.
    """
    name = " ".join(name.split())
    organisation, is_new = Organisation.objects.select_for_update().get_or_create(
        name=name, defaults={"requires_second_factor": True}
    )
    if organisation.memberships.exists():
        raise HasMembers(name)
    if is_new:
        record(
            "organisation created",
            organisation,
            organisation=organisation,
            by=None,
            actor_label="operator",
        )
    organisation.one_time_links.filter(offer=None).delete()
    token = secrets.token_urlsafe(32)
    link = OneTimeLink.objects.create(
        organisation=organisation,
        digest=OneTimeLink.digest_of(token),
        expires_at=timezone.now() + FIRST_LINK_FOR,
    )
    record(
        "link for the first administrator made",
        link,
        organisation=organisation,
        by=None,
        actor_label="operator",
        after={"until": link.expires_at.isoformat()},
    )
    return organisation, token


def first_url(token: str) -> str:
    """Where the first administrator begins."""
    return f"{settings.PUBLIC_URL}{reverse('setup:opened', args=[token])}"


@transaction.atomic
def begin(link: OneTimeLink, *, email: str, name: str, password: str) -> Membership:
    """A new person as the first administrator; the link is used up.

    The link proves no address, so the account counts as nobody's at a vendor. Raises LinkGone
    and HasAccount.
    """
    link = _locked(link)
    email = address(email)
    if User.objects.filter(email=email).exists():
        raise HasAccount(email)
    return _seat(link, User.objects.create_user(email, password, name=name.strip()))


@transaction.atomic
def begin_as(link: OneTimeLink, user: User) -> Membership:
    """Somebody who is signed in as the first administrator. Raises LinkGone."""
    return _seat(_locked(link), user)


def _seat(link: OneTimeLink, user: User) -> Membership:
    membership = Membership.objects.create(
        organisation=link.organisation, user=user, roles=[Role.ADMINISTRATOR]
    )
    record(
        "first administrator set up",
        membership,
        organisation=link.organisation,
        by=user,
        after={"email": user.email, "roles": membership.roles},
    )
    link.delete()
    return membership


def _locked(link: OneTimeLink) -> OneTimeLink:
    """The row, unless it was used meanwhile; raises LinkGone."""
    found = (
        OneTimeLink.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=link.pk, expires_at__gt=timezone.now())
        .first()
    )
    if found is None:
        raise LinkGone
    return found


def send_test_mail(organisation: Organisation, *, to: User) -> None:
    """Mail an administrator, now and from this process; what became of it is noted.

    Raises MailRefused with what the mail server said.
    """
    message = EmailMessage(
        subject=_("A test mail from riskapp"),
        body=_("If you read this, riskapp can send mails.\n\n%(url)s\n")
        % {"url": f"{settings.PUBLIC_URL}{reverse('setup:list')}"},
        to=[to.email],
    )
    refusal = (
        ""
        if mails_go_out()
        else _("Mails go to no mail server here: EMAIL_URL is not set.")
    )
    if not refusal:
        try:
            message.send()
        except (OSError, smtplib.SMTPException) as error:
            refusal = display_text(error)
    _note_test_mail(organisation, refusal, by=to)
    if refusal:
        raise MailRefused(refusal)


@transaction.atomic
def _note_test_mail(organisation: Organisation, refusal: str, *, by: User) -> None:
    organisation.mail_tested_at = None if refusal else timezone.now()
    organisation.mail_tested_with = "" if refusal else mail_server()
    organisation.save(update_fields=["mail_tested_at", "mail_tested_with"])
    record(
        "test mail refused" if refusal else "test mail sent",
        organisation,
        organisation=organisation,
        by=by,
        after={"reason": refusal} if refusal else None,
    )


@transaction.atomic
def work_without_scanner(organisation: Organisation, *, wanted: bool, by: User) -> None:
    """Say that files are not to be scanned, on purpose; or take that back."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.works_without_scanner == wanted:
        return
    organisation.works_without_scanner = wanted
    organisation.save(update_fields=["works_without_scanner"])
    record(
        "settings changed",
        organisation,
        organisation=organisation,
        by=by,
        before={"works_without_scanner": not wanted},
        after={"works_without_scanner": wanted},
    )


@transaction.atomic
def publish_questionnaire(
    draft: Draft, *, organisation: Organisation, by: User
) -> QuestionnaireVersion:
    """Publish a file for one organisation. Raises DocumentError and VersionTaken."""
    file_name = draft.file_name
    version = publish_draft(draft)
    if version.questionnaire.owner is None:  # everybody can ask it already
        return version
    record(
        "questionnaire published",
        version,
        organisation=organisation,
        by=by,
        after={
            "questionnaire": f"{version.questionnaire.slug}@{version.version}",
            "digest": version.digest,
            "file": file_name,
        },
    )
    return version


def display_text(error: Exception) -> str:
    """What a mail server said, in words; what it said itself stands at the end."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, b""))
        return _("The mail server refuses your address. %(reply)s") % {
            "reply": _quoted(code, text)
        }
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _("The mail server refuses the sender %(sender)s. %(reply)s") % {
            "sender": error.sender,
            "reply": _quoted(error.smtp_code, error.smtp_error),
        }
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _(
            "The mail server does not accept the user name or the password of EMAIL_URL. %(reply)s"
        ) % {"reply": _quoted(error.smtp_code, error.smtp_error)}
    if isinstance(error, smtplib.SMTPResponseException):
        return _("The mail server refused the mail. %(reply)s") % {
            "reply": _quoted(error.smtp_code, error.smtp_error)
        }
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _("The mail server cannot do what EMAIL_URL asks for. %(reply)s") % {
            "reply": f"({error})"
        }
    if isinstance(error, ssl.SSLError):
        return _(
            "The connection to the mail server could not be encrypted. %(reply)s"
        ) % {"reply": f"({error.reason or error})"}
    if isinstance(error, TimeoutError):
        return _("The mail server did not answer in time.")
    return _("The mail server could not be reached. %(reply)s") % {
        "reply": f"({getattr(error, 'strerror', None) or error})"
    }


def _quoted(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"({code}: {' '.join(words.split())[:200]})"
