"""Refusals of reports, in words for people."""

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class ReportError(Refusal):
    """A report cannot be made; the text says why."""


class NothingToReport(ReportError):
    message = _("There is no score yet, so there is nothing to report.")


class NoClauses(ReportError):
    message = _(
        "A contract addendum can be drafted from the questionnaire on AI tools only; "
        "this assessment asks another one."
    )


class NobodyApproved(ReportError):
    message = _("No vendor is approved at the moment, so there is nothing to pack.")


class NothingToCollect(ReportError):
    message = _("None of these reports has a file, or is about to have one.")


class CollectedAlready(ReportError):
    message = _("A ZIP is not packed into another one: download it by itself.")


class CannotBeShown(ReportError):
    """What is stored does not fit this version of the report."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            _("The stored score holds something this report cannot show: %(what)s.")
            % {"what": f"{type(error).__name__}: {error}"}
        )


class TriedTooOften(ReportError):
    """A worker stopped again and again in the middle of this report."""

    def __init__(self, attempts: int) -> None:
        super().__init__(
            _(
                "The worker stopped %(attempts)s times while making this report; it may "
                "need more memory than it is allowed."
            )
            % {"attempts": attempts}
        )


class StoppedByFault(ReportError):
    """Something nobody foresaw; what it was is in the log too."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            _("Something unforeseen stopped this report: %(what)s.")
            % {"what": f"{type(error).__name__}: {error}"}
        )


class BadCertificate(ReportError):
    """The certificate that should sign reports cannot be used."""

    message = _(
        "The certificate for signing reports cannot be read with its passphrase."
    )


class BadPicture(ReportError):
    message = _(
        "The logo must be a PNG or JPEG picture of at most 1 MB and 3000 points a side."
    )


class NotShared(ReportError):
    """Only what is finished, and is for no auditor alone, is given to people outside."""

    message = _("Only a finished report can be shared, and no export pack.")


class NotScheduled(ReportError):
    message = _("Only a report on one work or on the portfolio is sent on a schedule.")


class WrongPassword(ReportError):
    message = _("This is not the password of this link.")


class NoDraftOfAddendum(ReportError):
    message = _(
        "Only the finished draft of a contract addendum is reviewed and issued."
    )


class DraftBehind(ReportError):
    message = _(
        "There is a newer score or draft, so this draft does not say what holds today. Draft the "
        "addendum anew."
    )


class CounselHasNotAgreed(ReportError):
    message = _("The last word of counsel on this draft must be that it may be issued.")


class AlreadyIssued(ReportError):
    message = _("This draft was issued already.")
