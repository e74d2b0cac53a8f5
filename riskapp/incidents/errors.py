"""Refusals of incidents, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class IncidentError(Exception):
    """Something that cannot be done; the text is fit for the page."""

    message: object = _("This cannot be done.")

    def __init__(self, text: str = "") -> None:
        super().__init__(text or str(self.message))


class IncidentClosed(IncidentError):
    """Nothing more happens to an incident that was closed."""

    message = _("The incident is closed.")


class TooManyReplies(IncidentError):
    """An hour, or an incident, has enough replies of one vendor."""

    message = _(
        "Enough was sent for now. Please wait an hour, then send what is new in one reply."
    )


class NobodyToAsk(IncidentError):
    """Nobody is left who was not asked, or nobody has an address."""

    message = _("Everybody with an address was asked already.")


class NoteMissing(IncidentError):
    """An incident is closed with a note."""

    message = _("Say in a note what came of it.")


class NameMissing(IncidentError):
    """An incident has a name to look for."""

    message = _("Name at least one provider, tool or model with letters or digits.")


class AdvisoryRefused(IncidentError):
    """A file is no CSAF advisory that can be used: where, and what was expected."""

    def __init__(self, what: str, expected: str = "") -> None:
        text = gettext("The file was refused: %(what)s.") % {"what": what}
        if expected:
            text += " " + gettext("Expected: %(expected)s.") % {"expected": expected}
        super().__init__(text)
