"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment
from riskapp.assessments.models.campaign import (
    Campaign,
    Reassessment,
    Reminder,
    Sending,
)
from riskapp.assessments.models.decision import (
    Condition,
    Decision,
    Recommendation,
    Reviewer,
)
from riskapp.assessments.models.finding import Finding, FindingEvent, Plan, PlanFile
from riskapp.assessments.models.score import Score
from riskapp.assessments.models.verdict import (
    Dismissal,
    ReviewNote,
    ScoreChange,
    Verdict,
)

__all__ = [
    "Assessment",
    "Campaign",
    "Condition",
    "Decision",
    "Dismissal",
    "Finding",
    "FindingEvent",
    "Plan",
    "PlanFile",
    "Reassessment",
    "Recommendation",
    "Reminder",
    "ReviewNote",
    "Reviewer",
    "Score",
    "ScoreChange",
    "Sending",
    "Verdict",
]
