"""Why something was not done with one of many."""

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class DeskError(Refusal):
    """A sentence about one of the rows that were selected."""


class NothingToRemind(DeskError):
    message = _("The vendor has nothing to answer here now.")


class NoDueDate(DeskError):
    message = _("There is no due date here that could be moved.")


class NotArchived(DeskError):
    message = _("A finding is not archived: close it, or accept its risk.")


class PartNotArchived(DeskError):
    message = _(
        "A person or a tool is not archived by itself: archive the vendor or its engagement."
    )


class NotDoneHere(DeskError):
    message = _("This cannot be done with such a row.")


class NothingToDismiss(DeskError):
    message = _("There is no proposal here that could be dismissed.")


class LabelsFull(DeskError):
    message = _("The vendor has as many labels as there can be.")


class NothingSelected(DeskError):
    message = _("Select at least one row.")


class TooManySelected(DeskError):
    def __init__(self, most: int) -> None:
        super().__init__(_("Select at most %(most)s rows at once.") % {"most": most})


class TooMuchAsked(DeskError):
    def __init__(self, most: int) -> None:
        super().__init__(
            _(
                "Campaigns that asked more than %(most)s together are too much at once: "
                "select fewer, or what they asked in the list of assessments."
            )
            % {"most": most}
        )


class LabelMissing(DeskError):
    message = _("Write the label.")


class DayMissing(DeskError):
    message = _("Choose a day.")
