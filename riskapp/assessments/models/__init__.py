"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment
from riskapp.assessments.models.decision import Decision
from riskapp.assessments.models.finding import Finding, FindingEvent, Plan, PlanFile
from riskapp.assessments.models.score import Score

__all__ = [
    "Assessment",
    "Decision",
    "Finding",
    "FindingEvent",
    "Plan",
    "PlanFile",
    "Score",
]
