"""Refusals of reports, in words for people."""

from django.utils.translation import gettext as _


class ReportError(Exception):
    """A report cannot be made; the text says why."""


class NothingToReport(ReportError):
    def __init__(self) -> None:
        super().__init__(_("There is no score yet, so there is nothing to report."))


class CannotBeShown(ReportError):
    """What is stored does not fit this version of the report."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            "The stored score holds something this report cannot show: "
            f"{type(error).__name__}: {error}."
        )
