"""Enumerations of the questionnaires package."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ResponseState(models.TextChoices):
    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")


class Purpose(models.TextChoices):
    """Why a response was opened; all but the first begin with the answers of another."""

    FIRST = "first", _("Questionnaire")
    CYCLE = "cycle", _("Review of last time's answers")
    CLARIFICATION = "clarification", _("Questions about answers")
    CONFIRMATION = "confirmation", _("Confirmation of answers")
    NOTICE = "notice", _("Notice of a change")
    REST = "rest", _("Rest of the questionnaire")


class EntryPolicy(models.TextChoices):
    """What a person must show besides the link before a response opens."""

    LINK = "link", _("The link alone")
    CODE = "code", _("The link and a six-digit code sent by mail")
    ACCOUNT = "account", _("The link and an account with a second factor")


class RespondentRole(models.TextChoices):
    """What a person who answers may do; only a lead submits and invites colleagues."""

    LEAD = "lead", _("Lead")
    CONTRIBUTOR = "contributor", _("Contributor")


class DeliveryKind(models.TextChoices):
    """What a mail is for; a product adds its own kinds (``add_mail``)."""

    INVITATION = "invitation", _("Invitation")
    COLLEAGUE = "colleague", _("Invitation by a colleague")
    CODE = "code", _("Six-digit code")
    CYCLE = "cycle", _("Invitation to review last time's answers")
    QUESTIONS = "questions", _("Questions about answers")
    CONFIRM = "confirm", _("Request to confirm answers")
    REST = "rest", _("Request for the rest of the questionnaire")
    REMINDER = "reminder", _("Reminder")
    OVERDUE = "overdue", _("Reminder after the due date")
    EXTENDED = "extended", _("New due date")
    WITHDRAWN = "withdrawn", _("Withdrawal")
    INFECTED = "infected", _("File with a virus")
    ANSWER = "answer", _("Answer to a question")


LONGEST_CODE = 12  # of the column for kinds of mail


@dataclass(frozen=True, slots=True)
class ProductMail:
    """A kind of mail of the product: what lists call it, and its subject with ``%(asker)s``.

    The product adds it while Django starts (``AppConfig.ready``) and has the templates
    ``emails/CODE.txt`` and ``emails/CODE.html``.
    """

    code: str
    label: str | Promise
    subject: str | Promise


_added: dict[str, ProductMail] = {}


def add_mail(mail: ProductMail) -> None:
    """Let the product send such mails; the same again changes nothing.

    Raises ValueError for a code that is taken, or too long for its column.
    """
    is_taken = mail.code in DeliveryKind or _added.get(mail.code, mail) != mail
    if is_taken or len(mail.code) > LONGEST_CODE:
        message = f"no code for a mail of the product: {mail.code}"
        raise ValueError(message)
    _added[mail.code] = mail


def added_mail(code: str) -> ProductMail | None:
    """The mail of the product that has this code."""
    return _added.get(code)


def mail_choices() -> list[tuple[str, str | Promise]]:
    """Every kind of mail with what lists call it."""
    own: list[tuple[str, str | Promise]] = list(DeliveryKind.choices)
    return own + [(mail.code, mail.label) for mail in _added.values()]


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class EvidenceLevel(models.TextChoices):
    DECLARED = "declared", _("Declared")
    DOCUMENTED = "documented", _("Documented")
    VERIFIED = "verified", _("Verified")


class RemarkKind(models.TextChoices):
    """What is said about a weak answer by those who gave it."""

    ACTION = "action", _("We will change this")
    JUSTIFICATION = "justification", _("There is a reason for it")


class EvidenceKind(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")
    NOTE = "note", _("Note")
    FACT = "fact", _("Shown by a file")


class ScanState(models.TextChoices):
    """Where the virus scan of a file stands; links and notes stay at ``NONE``."""

    NONE = "none", _("Not scanned")
    WAITING = "waiting", _("Being checked")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Virus found")
    FAILED = "failed", _("Could not be checked")


class EventKind(models.TextChoices):
    """What can happen to a response; every one leaves a row that cannot be changed."""

    OPENED = "opened", _("Opened")
    ANSWERED = "answered", _("Answered")
    CLEARED = "cleared", _("Answer cleared")
    CONFIRMED = "confirmed", _("Answer confirmed")
    REPLIED = "replied", _("Question answered")
    ENTRY_ADDED = "entry_added", _("Entry added")
    ENTRY_COPIED = "entry_copied", _("Entry copied")
    ENTRY_REMOVED = "entry_removed", _("Entry removed")
    ENTRY_RESTORED = "entry_restored", _("Entry restored")
    REMARKED = "remarked", _("Remark on an answer")
    REMARK_REMOVED = "remark_removed", _("Remark removed")
    EVIDENCE_ADDED = "evidence_added", _("Evidence added")
    EVIDENCE_REMOVED = "evidence_removed", _("Evidence removed")
    EVIDENCE_SCANNED = "evidence_scanned", _("Evidence scanned")
    INVITED = "invited", _("Invitation made")
    DUE_MOVED = "due_moved", _("Due date moved")
    FORM_WIDENED = "form_widened", _("Whole form asked")
    SECTIONS_GIVEN = "sections_given", _("Sections given")
    INVITATION_REVOKED = "invitation_revoked", _("Invitation revoked")
    LANGUAGE_CHOSEN = "language_chosen", _("Language chosen")
    ENTERED = "entered", _("Respondent entered")
    ASKED = "asked", _("Question to whoever asks")
    TOLD = "told", _("Answer of whoever asks")
    UPLOADED = "uploaded", _("Answers taken over from a file")
    FILE_READ = "file_read", _("File read as evidence")
    FILE_FORGOTTEN = "file_forgotten", _("What a file showed was removed")
    OFFER_REFUSED = "offer_refused", _("Proposed answer marked as not so")
    SUBMITTED = "submitted", _("Submitted")
