"""One page about an incident, from its frozen rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.queries import language_in_force
from riskapp.common.zones import zone_of
from riskapp.incidents.choices import (
    HowKnown,
    RequestStanding,
    StatedEffect,
    SubjectKind,
)
from riskapp.incidents.queries.naming import credential_labels
from riskapp.presentation.labels import label_of
from riskapp.reports.choices import Variant
from riskapp.reports.context.about import About, ReportStyle
from riskapp.vendors.choices import Tier

ON_ONE_PAGE = 14  # rows of affected work


def build_incident(
    inputs: Mapping[str, Any], about: About, look: ReportStyle
) -> dict[str, Any]:
    """What the page shows. Moments are told in the time zone of the organisation."""
    facts, outcome = inputs["facts"], inputs["outcome"]
    zone = zone_of(inputs["time_zone"])

    def moment(text: str | None) -> datetime.datetime | None:
        return datetime.datetime.fromisoformat(text).astimezone(zone) if text else None

    rows = [_row(row, moment) for row in outcome["rows"][:ON_ONE_PAGE]]
    subject = facts["subject"]
    if facts["kind"] == SubjectKind.CREDENTIAL:
        subject = credential_labels().get(subject, subject)
    return {
        "language": language_in_force(),
        "about": about,
        "look": look,
        "variant": Variant.SUMMARY,
        "subject": subject,
        "kind": SubjectKind(facts["kind"]).label,
        "facts": facts,
        "aware_at": moment(facts["aware_at"]),
        "opened_at": moment(facts["opened_at"]),
        "closed_at": moment(facts["closed_at"]),
        "as_of": moment(outcome["at"]),
        "counts": outcome["counts"],
        "rows": rows,
        "more": outcome["counts"]["affected"] - len(rows),
        "clocks": [
            clock | {"ends_at": moment(clock["ends_at"])} for clock in inputs["clocks"]
        ],
    }


def _row(row: Mapping[str, Any], moment: Any) -> dict[str, Any]:
    reach = row["reach"]
    named = (
        (reach["production"], _("production")),
        (reach["personal_data"], _("personal data")),
        (reach["secrets"], _("secrets")),
        (reach["code"], _("code")),
    )
    says = {
        StatedEffect.YES: _("Says it is affected"),
        StatedEffect.CHECKING: _("Says it is being checked"),
        StatedEffect.NO: _("Says it is not affected"),
    }
    return {
        "vendor": row["vendor"],
        "work": row["work"],
        "tier": label_of(Tier, row["tier"]) if row["tier"] else _("Not known"),
        "how": HowKnown(row["how"]).label,
        "reach": ", ".join(words for holds, words in named if holds)
        or ("–" if reach["is_known"] else _("not known")),
        "asked_at": moment(row["asked_at"]),
        "answered_at": moment(row["answered_at"]),
        "said_by": row["said_by"],
        "says": says[StatedEffect(row["effect"])] if row["effect"] else "",
        "standing": RequestStanding(row["standing"]).label if row["standing"] else "",
    }
