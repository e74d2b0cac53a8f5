"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment
from riskapp.assessments.models.decision import Decision
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
    "Decision",
    "Dismissal",
    "Finding",
    "FindingEvent",
    "Plan",
    "PlanFile",
    "ReviewNote",
    "Score",
    "ScoreChange",
    "Verdict",
]
