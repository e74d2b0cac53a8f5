"""The head of an assessment's pages: whose it is, how it stands, and its tabs."""

from __future__ import annotations

from typing import Any

from riskapp.accounts.access import rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.listing import today
from riskapp.assessments.queries.next_step import next_step


def heading(user: User, assessment: Assessment, tab: str) -> dict[str, Any]:
    """What every page of an assessment shows above itself, for what a person may do.

    ``tab`` is the one that is open. Needs one query.
    """
    rights = rights_in(user, assessment.organisation_id)
    return {
        "assessment": assessment,
        "score": assessment.score,
        "tab": tab,
        "may_read": Capability.VIEW_ANSWERS in rights,
        "may_assess": Capability.ASSESS in rights,
        "may_decide": Capability.DECIDE in rights,
        "may_audit": Capability.VIEW_AUDIT in rights,
        "today": today(),
        "next_step": next_step(assessment, rights, today()),
    }
