"""Pages of reports."""

from riskapp.reports.views.looking import look
from riskapp.reports.views.making import (
    bundle,
    cancel,
    create,
    detail,
    download,
    listing,
    retry,
    state,
)
from riskapp.reports.views.verifying import verify

__all__ = [
    "bundle",
    "cancel",
    "create",
    "detail",
    "download",
    "listing",
    "look",
    "retry",
    "state",
    "verify",
]
