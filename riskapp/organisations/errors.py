"""Refusals about members, in words for people."""

from django.utils.translation import gettext as _


class MemberError(Exception):
    """Something cannot be done with a member; the text says why."""


class AlreadyMember(MemberError):
    """A person who is there already."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _("%(email)s is a member already. Change the roles instead.")
            % {"email": email}
        )


class LastAdministrator(MemberError):
    """Somebody must be able to manage members."""

    def __init__(self) -> None:
        super().__init__(_("An organisation keeps at least one administrator."))
