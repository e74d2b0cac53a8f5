"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment
from riskapp.assessments.models.finding import Finding, FindingEvent, Plan
from riskapp.assessments.models.score import Score

__all__ = ["Assessment", "Finding", "FindingEvent", "Plan", "Score"]
