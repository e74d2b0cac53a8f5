"""Refusals of this package; every text may be read by the person it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questionnaires.document.naming import taken_words
from questionnaires.document.offline.content import Complaint
from questionnaires.document.values import Value


class Refusal(Exception):
    """Something cannot be done: ``message`` says why, in the language of whoever asked.

    A class without facts of its own says its ``message`` and nothing else; one with facts
    makes its text in ``__init__``.
    """

    message: ClassVar[Any] = ""

    def __init__(self, text: object = "") -> None:
        super().__init__(str(text or self.message))


class QuestionnaireError(Refusal):
    """Something that was asked for cannot be done; the text says why and what to do."""


class ResponseLocked(QuestionnaireError):
    """The response has been submitted."""

    message = _(
        "These answers have been submitted and can no longer be changed. "
        "Ask the company that sent the questionnaire if something is wrong."
    )


class AnswerConflict(QuestionnaireError):
    """A colleague changed the same answer first; both values are kept and shown."""

    message = _(
        "A colleague has changed this answer in the meantime. "
        "Look at both and save the one that is right."
    )

    def __init__(self, stored: Value | None, revision: int) -> None:
        self.stored = stored
        self.revision = revision
        super().__init__()


class ChangedMeanwhile(QuestionnaireError):
    """Somebody else changed the same thing first; nothing is overwritten, and both are shown."""

    message = _("Somebody else changed this meanwhile. Nothing of yours is saved yet.")

    def __init__(self, version: str, by: str = "") -> None:
        self.version = version
        self.by = by
        super().__init__()


class NameTaken(QuestionnaireError):
    """Another entry is called the same."""

    def __init__(self, name: str) -> None:
        super().__init__(taken_words(name))


class NotAsked(QuestionnaireError):
    """The question does not exist or is not asked, as things stand."""

    message = _("This question is not asked at the moment. Load the page again.")


class NotSubmittedYet(QuestionnaireError):
    """Nothing can follow a response that is still being answered."""

    message = _("The answers have not been submitted yet.")


class NothingAsked(QuestionnaireError):
    """None of the places exists, so there would be nothing to answer."""

    message = _("Choose at least one answer to ask about.")


class TooMany(QuestionnaireError):
    """A limit is reached."""


class QuestionsChanged(QuestionnaireError):
    """Another number of questions is asked than the person saw who submits."""

    message = _(
        "Another number of questions is asked since this page was opened. Nothing was submitted: look at what is open now, then submit."
    )


class AttestationMissing(QuestionnaireError):
    """Nobody stands for the answers."""

    message = _("Give the name and role of the person who stands for these answers.")


class InvitationRefused(QuestionnaireError):
    """The code does not open anything; subclasses say why."""


class InvitationWrong(InvitationRefused):
    message = _(
        "This code is not right. Copy the whole link or code from your invitation and try again."
    )


class InvitationExpired(InvitationRefused):
    message = _(
        "This invitation has expired. Ask the person who sent it to you for a new one."
    )


class InvitationRevoked(InvitationRefused):
    message = _(
        "This invitation has been withdrawn. Ask the person who sent it to you for a new one."
    )


class AddressRefused(QuestionnaireError):
    """The address does not belong to the company that was asked."""

    def __init__(self, domains: Sequence[str]) -> None:
        named = ", ".join(domains) or _("the company that was asked")
        super().__init__(
            _("Use your work address at %(domains)s.") % {"domains": named}
        )


class CodeRefused(QuestionnaireError):
    """The six digits do not let anybody in; subclasses say why."""


class CodeWrong(CodeRefused):
    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "This code is not right. %(left)s try is left.",
                "This code is not right. %(left)s tries are left.",
                left,
            )
            % {"left": left}
        )


class CodeGone(CodeRefused):
    message = _("This code no longer works. Ask for a new one; only the newest counts.")


class TooManyTries(CodeRefused):
    message = _("Too many wrong codes. Wait an hour, then ask for a new one.")


class TooManyMails(QuestionnaireError):
    """Enough mails left in the name of one organisation for this hour."""

    message = _("Too many mails were asked for within an hour. Please try again later.")


class TooOften(QuestionnaireError):
    """Something that is kept for good was done more often within an hour than anybody needs."""

    message = _("This was fetched very often within an hour. Please try again later.")


class TooManyChanges(TooOften):
    """More was sent for one response within an hour than people can type."""

    message = _(
        "These answers were changed very often within an hour. Please try again later."
    )


class TooManySeats(TooOften):
    """One way in was used by more people within an hour than any company has answering."""

    message = _(
        "This invitation was opened very often within an hour. Please try again later."
    )


class TooManyCodes(QuestionnaireError):
    message = _(
        "Several codes were sent already. Look into your mailbox, "
        "or ask for another one in ten minutes."
    )


class OnlyTheLead(QuestionnaireError):
    """A contributor tried what only the lead may do."""

    message = _(
        "Only the person who leads these answers can do this. "
        "Tell them when your part is done."
    )


class NotYourSection(QuestionnaireError):
    """A contributor opened a section that was given to somebody else."""

    message = _("This section was not given to you. Ask the person who invited you.")


class NoSeat(Http404):
    """This session holds no seat at the response, or no longer."""


class AnsweredElsewhere(Exception):
    """What is asked here stands on a page of the product, at the path ``page``."""

    def __init__(self, page: str) -> None:
        self.page = page
        super().__init__(page)


class VersionTaken(QuestionnaireError):
    """A published version never changes."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s is already published with other content. Give the changed document a new version."
            )
            % {"name": name}
        )


class EvidenceRefused(QuestionnaireError):
    """What was attached cannot be taken; the text says what to do instead."""


class FileRefused(QuestionnaireError):
    """A file of answers cannot be used; ``faults`` say where and why, line by line."""

    message = _("This file cannot be used. Nothing was changed.")

    def __init__(self, faults: Sequence[Complaint]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class ComparisonChanged(QuestionnaireError):
    """What a file would do is no longer what the person has seen."""

    message = _(
        "Something was saved in the meantime. Look at what the file would change "
        "now, and decide again. Nothing was changed."
    )


class FaultsLeft(QuestionnaireError):
    """A file has faults, and nobody said that they may be left out."""

    message = _(
        "Some answers in the file are faulty. Correct them and upload it again, or say "
        "that they are left out. Nothing was changed."
    )
