"""What can go wrong, in words for the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class PrivacyError(Exception):
    """Why something cannot be done; ``code`` is what the trail says of it."""

    code = ""


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
    code = "last administrator"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the only administrator. Make somebody else an administrator first."
            )
        )


class UnderHold(PrivacyError):
    code = "hold"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Something about this person is under a hold. Lift the hold first, or erase the person when it ends."
            )
        )


class BreakGlassStays(PrivacyError):
    code = "break-glass account"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the break-glass account of single sign-on. Choose another one under Settings, Sign-in, first."
            )
        )
