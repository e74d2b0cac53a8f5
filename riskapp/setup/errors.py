"""Refusals about setting up, in words for people."""

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class SetupError(Refusal):
    """Something cannot be set up; the text says why."""


class HasMembers(SetupError):
    """An organisation that somebody works in already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has members already: its administrators invite further ones."
        )


class LinkGone(SetupError):
    """Somebody was quicker, or it is too late."""

    message = _("This link was used, or is too old.")


class HasAccount(SetupError):
    """Whoever has an account shows that it is theirs."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _(
                "%(email)s has an account already. Sign in, then open the link once more."
            )
            % {"email": email}
        )


class MailRefused(SetupError):
    """The mail server said no, or nothing."""
