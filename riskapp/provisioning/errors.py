"""Refusals to a directory; machines read them."""


class DirectoryError(Exception):
    """Something cannot be done with a person of the directory; the text says why."""


class AlreadyThere(DirectoryError):
    """A user name or an address that is in the directory."""

    def __init__(self) -> None:
        super().__init__("There is a person with this user name or address.")
