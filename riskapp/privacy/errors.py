"""What can go wrong, in words for the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class PrivacyError(Refusal):
    """Why something cannot be done; ``code`` is what the trail says of it."""

    code = ""


class NobodyFound(PrivacyError):
    message = _("Nothing is held about this address here.")


class NotTheirName(PrivacyError):
    message = _(
        "Only names that an account, an offer or a contact gives this address are replaced in other texts."
    )


class LastAdministratorStays(PrivacyError):
    code = "last administrator"

    message = _(
        "This is the only administrator. Make somebody else an administrator first."
    )


class UnderHold(PrivacyError):
    code = "hold"

    message = _(
        "Something about this person is under a hold. Lift the hold first, or erase the person when it ends."
    )


class BreakGlassStays(PrivacyError):
    code = "break-glass account"

    message = _(
        "This is the break-glass account of single sign-on. Choose another one under Settings, Sign-in, first."
    )
