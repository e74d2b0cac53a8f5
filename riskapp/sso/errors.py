"""Refusals of single sign-on, in words for people."""

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class SignOnRefused(Refusal):
    """A person whom a provider sent does not come in; the text says why, ``reason`` in short."""

    reason = "refused"


class AddressNotVerified(SignOnRefused):
    """The provider does not vouch for the address."""

    reason = "address not verified"

    message = _(
        "Your provider did not confirm that the e-mail address is yours. Ask whoever looks after it."
    )


class ForeignDomain(SignOnRefused):
    """An address that the organisation does not own."""

    reason = "domain not verified"

    message = _(
        "This provider does not sign in people with your e-mail address. Ask an administrator of your organisation."
    )


class ShutOut(SignOnRefused):
    """Somebody who was removed comes back by invitation only."""

    reason = "removed before"

    message = _(
        "You are no longer a member of this organisation. An administrator can invite you again."
    )


class TiedToAnother(SignOnRefused):
    """The address came in before, as another person of the provider: it may have been given
    to somebody else."""

    reason = "tied to another person"

    message = _(
        "At your provider, another person signed in with this e-mail address before. An administrator of your organisation can allow you to take over, under Members."
    )


class NameTooLong(SignOnRefused):
    """There is no room for what the provider calls the person."""

    reason = "name too long"

    message = _(
        "Your provider calls you by a name that is too long to be kept. Ask whoever looks after it."
    )


class NotAMember(SignOnRefused):
    """Nobody becomes a member here by signing in."""

    reason = "not a member"

    message = _(
        "You are not a member of this organisation yet. Ask an administrator to invite you."
    )


class ConsentNeeded(SignOnRefused):
    """The address has an account that others rely on; whoever has it accepts as themselves."""

    reason = "consent needed"

    message = _(
        "There is an account with your e-mail address already. A mail with an invitation is on its way: accept it, signed in as you are used to, and then come back here."
    )

    def __init__(self, new_offer: str = "") -> None:
        self.new_offer = new_offer
        super().__init__()


class TryLater(SignOnRefused):
    """More people were invited within an hour than the organisation may invite."""

    reason = "too many invitations"

    message = _(
        "You need an invitation, and many people were invited within the last hour. Try again in an hour."
    )


class SomebodyElse(SignOnRefused):
    """Who confirmed is not who is signed in, or did so long ago."""

    reason = "not confirmed"

    message = _(
        "The provider did not confirm that it is you, just now. Nothing was changed."
    )


class Cancelled(SignOnRefused):
    """Somebody turned back."""

    reason = "cancelled"

    message = _("You did not sign in at your provider.")


class BadToken(SignOnRefused):
    """What the provider sent does not belong to this sign-in."""

    reason = "token refused"

    message = _(
        "The answer of your provider does not belong to this sign-in. Begin once more."
    )


class DomainError(Refusal):
    """Something cannot be done with a domain; the text says why."""


class RecordNotFound(DomainError):
    """The DNS does not say what it should."""

    message = _(
        "The record was not found. It can take an hour until everybody sees a new one."
    )


class DomainTaken(DomainError):
    """Another organisation proved it first."""

    message = _(
        "This domain belongs to another organisation here. Ask whoever runs this installation."
    )


class DomainKnown(DomainError):
    """A domain that is in the list."""

    message = _("This domain is in the list already.")


class TooManyTokens(Refusal):
    """One that is used and one to come."""

    message = _("There are two tokens. Revoke one first.")


class StillAnsweredFor(Refusal):
    """A token is taken over from somebody who is no administrator any more, and from them only."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s still answers for the token.") % {"name": name})
