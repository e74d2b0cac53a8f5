"""Refusals of the register, in words for people."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questionnaires.errors import Refusal


class RegisterError(Refusal):
    """Something cannot be done in the register; the text says why."""


class RegisterNameTaken(RegisterError):
    """A name is already in use where it must be unique; ``vendor`` is where it is seen."""

    def __init__(self, text: str, vendor: UUID | None = None) -> None:
        super().__init__(text)
        self.vendor = vendor


class NameUnreadable(RegisterError):
    """A name of signs that nobody sees."""

    message = _("Write a name with at least one letter or digit.")


class VendorArchived(RegisterError):
    """What was put away is not changed and gets nothing new."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is archived. Restore it first.") % {"name": name})


class StillAnswering(RegisterError):
    """What is being answered is not put away."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(
            ngettext(
                "%(name)s still has an assessment open. Withdraw what is open, then archive.",
                "%(name)s still has %(count)s assessments open. Withdraw what is open, then archive.",
                count,
            )
            % {"name": name, "count": count}
        )


class ImportRefused(RegisterError):
    """A file cannot be read as a register; the text says what to do."""
