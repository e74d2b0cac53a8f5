"""Refusals about members, in words for people."""


class MemberError(Exception):
    """Something cannot be done with a member; the text says why."""


class AlreadyMember(MemberError):
    """A person who is there already."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is a member already. Change the roles instead.")


class LastAdministrator(MemberError):
    """Somebody must be able to manage members."""

    def __init__(self) -> None:
        super().__init__("An organisation keeps at least one administrator.")
