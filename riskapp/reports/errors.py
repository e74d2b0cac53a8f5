"""Refusals of reports, in words for people."""


class ReportError(Exception):
    """A report cannot be made; the text says why."""


class NothingToReport(ReportError):
    def __init__(self) -> None:
        super().__init__("There is no score yet, so there is nothing to report.")
