"""Refusals, fit for the page."""

from __future__ import annotations


class ActivityNotKept(Exception):
    """Nothing of a file was kept; the text says why."""


class NotToExplain(Exception):
    """An alert was explained already, or has changed since it was looked at."""
