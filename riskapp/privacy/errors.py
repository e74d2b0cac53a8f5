"""What can go wrong, in words for the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class PrivacyError(Exception):
    """Why something cannot be done."""


class NobodyFound(PrivacyError):
    def __init__(self) -> None:
        super().__init__(_("Nothing is held about this address here."))


class NotTheirName(PrivacyError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Only names that an account, an offer or a contact gives this address are replaced in other texts."
            )
        )


class LastAdministratorStays(PrivacyError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the only administrator. Make somebody else an administrator first."
            )
        )


class BreakGlassStays(PrivacyError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the break-glass account of single sign-on. Choose another one under Settings, Sign-in, first."
            )
        )
