"""A demo portfolio, made through the same actions that people use."""

from riskapp.demo.actions.loading import ORGANISATION, demo_notes, load_demo

__all__ = ["ORGANISATION", "demo_notes", "load_demo"]
