"""Refusals about members, in words for people."""

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class MemberError(Refusal):
    """Something cannot be done with a member; the text says why."""


class AlreadyMember(MemberError):
    """A person who is there already."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _("%(email)s is a member already. Change the roles instead.")
            % {"email": email}
        )


class AlreadyOffered(MemberError):
    """An address that has not answered yet."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _("%(email)s is invited already and has not answered yet.")
            % {"email": email}
        )


class OfferedOften(MemberError):
    """A mail that went out several times."""

    message = _("This mail was sent several times. Wait an hour.")


class InvitedOften(MemberError):
    """More people were invited within an hour than an organisation may."""

    message = _("Many people were invited within the last hour. Go on in an hour.")


class OfferGone(MemberError):
    """Somebody was quicker."""

    message = _("This invitation was answered or withdrawn meanwhile.")


class DomainElsewhere(MemberError):
    """An address that another organisation speaks for."""

    message = _(
        "Another organisation has shown that this domain is its own. Only the mail opens this invitation."
    )


class LastAdministrator(MemberError):
    """Somebody must be able to manage members."""

    message = _("An organisation keeps at least one administrator.")


class BreakGlassNeeded(MemberError):
    """The account that needs no provider stays as it is."""

    message = _(
        "This is the break-glass account of single sign-on. Choose another one under Settings, Sign-in, first."
    )


class NoSecondFactor(MemberError):
    """There is nothing to take away."""

    message = _("This person has no second factor.")


class WorksElsewhere(MemberError):
    """An account that more than one organisation relies on."""

    message = _(
        "Others rely on the second factor of this account too. Only whoever runs riskapp can take it away: manage.py remove_second_factor"
    )
