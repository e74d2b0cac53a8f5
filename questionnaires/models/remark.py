"""What is said about a weak answer."""

from __future__ import annotations

from django.db import models

from questionnaires.choices import RemarkKind
from questionnaires.models.invitation import Respondent
from questionnaires.models.response import Entry, Response


class Remark(models.Model):
    """A dated action or a justification, on exactly one answer; frozen with the response.

    ``owner`` is who sees to an action, in words; "" where nobody is named.
    """

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="remarks"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="remarks"
    )
    question = models.CharField(max_length=32)
    kind = models.CharField(max_length=13, choices=RemarkKind)
    text = models.TextField(max_length=2000)
    due_on = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=200, blank=True, default="", db_default="")
    made_by = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "entry", "question"],
                name="one_remark_per_question_and_entry",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="action_has_a_date",
                condition=~models.Q(kind=RemarkKind.ACTION)
                | models.Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_kind_display()}"

    @staticmethod
    def version_of(made: Remark | None) -> str:
        """What stands for a remark as it is now, in a form that changes it."""
        return made.made_at.isoformat() if made else "none"
