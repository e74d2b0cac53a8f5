"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment
from riskapp.assessments.models.finding import Finding
from riskapp.assessments.models.score import Score

__all__ = ["Assessment", "Finding", "Score"]
