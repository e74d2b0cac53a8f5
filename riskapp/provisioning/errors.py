"""Refusals to a directory; machines read them."""

from questionnaires.errors import Refusal


class DirectoryError(Refusal):
    """Something cannot be done with a person of the directory; the text says why."""


class NobodyAnswers(DirectoryError):
    """A token whose maker manages no members any more brings nobody in."""

    message = (
        "Whoever made this token is no administrator any more. Another administrator"
        " takes it over under Settings, Sign-in; until then it brings nobody in."
    )


class TooManyInvitations(DirectoryError):
    """More people were invited within an hour than a directory may."""

    message = "Too many people were invited within an hour. Go on later."


class AlreadyThere(DirectoryError):
    """A user name or an address that is in the directory."""

    message = "There is a person with this user name or address."
