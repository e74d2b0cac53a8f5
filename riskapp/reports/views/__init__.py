"""Pages of reports."""

from riskapp.reports.views.changes import changes
from riskapp.reports.views.incidents import incident
from riskapp.reports.views.issuing import counsel, issue
from riskapp.reports.views.looking import look
from riskapp.reports.views.making import (
    bundle,
    cancel,
    create,
    detail,
    download,
    listing,
    pack,
    retry,
    state,
)
from riskapp.reports.views.overviews import compare, portfolio
from riskapp.reports.views.scheduling import schedule, stop
from riskapp.reports.views.sharing import (
    links,
    revoke,
    shared,
    shared_file,
    shared_report,
)
from riskapp.reports.views.verifying import verify

__all__ = [
    "bundle",
    "cancel",
    "changes",
    "compare",
    "counsel",
    "create",
    "detail",
    "download",
    "incident",
    "issue",
    "links",
    "listing",
    "look",
    "pack",
    "portfolio",
    "retry",
    "revoke",
    "schedule",
    "shared",
    "shared_file",
    "shared_report",
    "state",
    "stop",
    "verify",
]
