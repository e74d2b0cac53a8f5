"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment, Reviewer
from riskapp.assessments.models.score import Score, ScoreChange

__all__ = ["Assessment", "Reviewer", "Score", "ScoreChange"]
