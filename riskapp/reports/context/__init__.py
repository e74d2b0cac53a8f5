"""A report as plain values: what a template needs, and no way to ask for more."""

from riskapp.reports.context.about import About, Followed, ReportStyle
from riskapp.reports.context.assessment import build_context
from riskapp.reports.context.portfolio import build_overview

__all__ = ["About", "Followed", "ReportStyle", "build_context", "build_overview"]
