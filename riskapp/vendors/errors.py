"""Refusals of the register, in words for people."""


class RegisterError(Exception):
    """Something cannot be done in the register; the text says why."""


class NameTaken(RegisterError):
    """A name is already in use where it must be unique."""


class VendorArchived(RegisterError):
    """What was put away is not changed and gets nothing new."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is archived. Restore it first.")


class StillAnswering(RegisterError):
    """What is being answered is not put away."""

    def __init__(self, name: str, count: int) -> None:
        waiting = "an assessment" if count == 1 else f"{count} assessments"
        super().__init__(
            f"{name} still has {waiting} open. Withdraw what is open, then archive."
        )


class ImportRefused(RegisterError):
    """A file cannot be read as a register; the text says what to do."""
