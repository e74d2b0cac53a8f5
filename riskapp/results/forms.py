"""What the list of assessments can be narrowed to, and by what it is sorted."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.listing import NOBODY, analysts_in
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    archived_filter,
    choice_filter,
    label_filter,
    period_filter,
    words_filter,
)
from riskapp.decisions.choices import Outcome
from riskapp.vendors.choices import Tier
from riskapp.vendors.forms import RATING_CHOICES
from riskapp.vendors.forms.listing import LABELS, fact_of_work
from riskapp.vendors.models import Engagement
from riskapp.vendors.queries import choices_in


class AssessmentFilter(ListFilter):
    """What a list of assessments can be narrowed to, and by what it is sorted."""

    archive = "put_away"
    words = ("engagement__vendor__name_folded", "engagement__name_folded")
    dear = ("q", "current", "decision", "label", "owner")

    q = words_filter(_("Vendor or engagement"))
    state = choice_filter(_("State"), _("Any state"), AssessmentState.choices)
    rating = choice_filter(
        _("Rating"), _("Any rating"), RATING_CHOICES, method="by_rating"
    )
    decision = choice_filter(
        _("Decision"),
        _("Any decision"),
        [
            *Outcome.choices,
            ("none", _("Awaiting decision")),
            ("ended", _("Decision expired")),
        ],
        method="by_decision",
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="engagement__tier"
    )
    owner = choice_filter(
        _("Owner"), _("Anybody"), field_name="vendor__owner", method="of_work"
    )
    analyst = choice_filter(_("Analyst"), _("Anybody"), method="by_analyst")
    label = label_filter(LABELS, method="of_work")
    period = period_filter(_("Started"), "started_at")
    overdue = choice_filter(
        _("Due"), _("Any date"), [("yes", _("Overdue only"))], method="only_overdue"
    )
    current = choice_filter(
        _("Repeats"),
        _("All assessments"),
        [("yes", _("One per engagement"))],
        method="only_current",
    )
    model = choice_filter(
        _("Model"),
        _("Any model"),
        [("older", _("Older model"))],
        method="of_older_model",
    )
    archived = archived_filter()
    order = NothingLast(
        fields={
            "engagement__vendor__name_sorted": "vendor",
            "due_on": "due",
            "residual": "residual",
            "started_at": "started",
        },
        then=("-started_at",),
        empty_label=_("Newest first"),
        choices=[
            ("vendor", _("Vendor")),
            ("due", _("Due first")),
            ("-residual", _("Highest residual risk")),
            ("residual", _("Lowest residual risk")),
            ("started", _("Oldest first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Assessment

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is None:
            for name in ("owner", "analyst", "label"):
                del self.filters[name]
            return
        self.give_choices(
            **choices_in(user).by_filter,
            analyst=[(NOBODY, _("Nobody")), *analysts_in(user)],
        )

    def of_work(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Of engagements of which a fact is so; these are found once."""
        ours = self.user.organisation_ids() if self.user else ()
        work = Engagement.objects.filter(
            fact_of_work(name, value),
            organisation__in=ours,
            vendor__organisation__in=ours,
        )
        return rows.filter(engagement__in=work.order_by().values("pk"))

    def by_analyst(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(analyst=None if value == NOBODY else int(value))

    def by_rating(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "none":
            return rows.filter(score=None)
        return rows.filter(rating=value)

    def by_decision(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        today = timezone.localdate()
        found: QuerySet[Any]
        if value == "none":
            found = rows.undecided()
        elif value == "ended":
            found = rows.decision_ended(today)
        else:
            found = rows.decided(today).filter(decision__outcome=value)
        return found

    def only_overdue(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.overdue(timezone.localdate())
        return found

    def of_older_model(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.of_older_model()
        return found

    def only_current(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        ours = self.user.organisation_ids() if self.user else ()
        found: QuerySet[Any] = rows.current(ours)
        return found
