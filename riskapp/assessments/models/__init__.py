"""Facts about assessments."""

from .assessment import Assessment
from .finding import Finding
from .score import Score

__all__ = ["Assessment", "Finding", "Score"]
