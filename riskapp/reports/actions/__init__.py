"""Asking for a report, making it, downloading it, keeping it only as long as wanted."""

from riskapp.reports.actions.archiving import archive_report
from riskapp.reports.actions.asking import (
    ReportRequest,
    note_download,
    request_board,
    request_incident,
    request_overview,
    request_report,
)
from riskapp.reports.actions.auditing import request_pack
from riskapp.reports.actions.collecting import request_bundle, request_selection
from riskapp.reports.actions.issuing import (
    CounselWord,
    issue_addendum,
    record_counsel,
)
from riskapp.reports.actions.keeping import change_look
from riskapp.reports.actions.losing import make_lost_again, note_lost
from riskapp.reports.actions.mailing import link_url, mail_link
from riskapp.reports.actions.making import (
    carried,
    fail_report,
    give_up,
    render_report,
    report_html,
)
from riskapp.reports.actions.packing import pack_bundle
from riskapp.reports.actions.retrying import (
    STUCK_AFTER,
    cancel_report,
    may_retry,
    retry_report,
)
from riskapp.reports.actions.scheduling import (
    ScheduleRequest,
    schedule_report,
    send_scheduled,
    stop_schedule,
)
from riskapp.reports.actions.sharing import (
    LinkRequest,
    make_link,
    note_link_download,
    queue_link,
    redeem_link,
    revoke_link,
    unlock_link,
)
from riskapp.reports.actions.verifying import (
    code_in,
    standing_of_code,
    standing_of_file,
)

__all__ = [
    "STUCK_AFTER",
    "CounselWord",
    "LinkRequest",
    "ReportRequest",
    "ScheduleRequest",
    "archive_report",
    "cancel_report",
    "carried",
    "change_look",
    "code_in",
    "fail_report",
    "give_up",
    "issue_addendum",
    "link_url",
    "mail_link",
    "make_link",
    "make_lost_again",
    "may_retry",
    "note_download",
    "note_link_download",
    "note_lost",
    "pack_bundle",
    "queue_link",
    "record_counsel",
    "redeem_link",
    "render_report",
    "report_html",
    "request_board",
    "request_bundle",
    "request_incident",
    "request_overview",
    "request_pack",
    "request_report",
    "request_selection",
    "retry_report",
    "revoke_link",
    "schedule_report",
    "send_scheduled",
    "standing_of_code",
    "standing_of_file",
    "stop_schedule",
    "unlock_link",
]
