"""What the clock has done, and every how many seconds."""

from __future__ import annotations

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "delete-what-is-past-its-period": {
        "task": "riskapp.privacy.tasks.delete_what_is_past_its_period",
        "schedule": 86_400.0,
    },
    "forget-drafts": {
        "task": "questionnaires.tasks.forget_drafts",
        "schedule": 86_400.0,
    },
    "look-at-domains": {
        "task": "riskapp.sso.tasks.look_at_domains",
        "schedule": 86_400.0,
    },
    "send-webhooks-that-wait": {
        "task": "riskapp.machines.tasks.send_what_waits",
        "schedule": 60.0,
    },
    "note-shipped-catalogue": {
        "task": "riskapp.terms.tasks.note_shipped_catalogue",
        "schedule": 600.0,
    },
    "forget-api-tokens": {
        "task": "riskapp.machines.tasks.forget_tokens",
        "schedule": 3_600.0,
    },
    "look-after-large-tables": {
        "task": "riskapp.operations.tasks.look_after_large_tables",
        "schedule": 3_600.0,
    },
    "sweep-stored-files": {
        "task": "riskapp.common.tasks.sweep_stored_files",
        "schedule": 86_400.0,
    },
    "hand-over-what-waits": {
        "task": "riskapp.common.tasks.hand_over_what_waits",
        "schedule": 60.0,
    },
    "send-audit-by-syslog": {
        "task": "riskapp.audit.tasks.send_by_syslog",
        "schedule": 60.0,
    },
    "prove-audit": {
        "task": "riskapp.audit.tasks.prove_audit",
        "schedule": 86_400.0,
    },
    "anchor-audit": {
        "task": "riskapp.audit.tasks.anchor_audit",
        "schedule": 86_400.0,
    },
    "forget-what-ended": {
        "task": "riskapp.common.tasks.forget_what_ended",
        "schedule": 86_400.0,
    },
    "deliver-what-was-missed": {
        "task": "questionnaires.tasks.deliver_what_was_missed",
        "schedule": 120.0,
    },
    "make-reports-that-were-missed": {
        "task": "riskapp.reports.tasks.make_what_was_missed",
        "schedule": 60.0,
    },
    "send-scheduled-reports": {
        "task": "riskapp.reports.tasks.send_scheduled_reports",
        "schedule": 3600.0,
    },
    "make-copies-that-were-missed": {
        "task": "riskapp.vendor_copies.tasks.make_what_was_missed",
        "schedule": 60.0,
    },
    "score-what-was-missed": {
        "task": "riskapp.results.tasks.score_what_was_missed",
        "schedule": 120.0,
    },
    "count-contradictions": {
        "task": "riskapp.results.tasks.count_contradictions_missed",
        "schedule": 120.0,
    },
    "reopen-ended-acceptances": {
        "task": "riskapp.findings.tasks.reopen_ended_acceptances",
        "schedule": 3600.0,
    },
    "tell-people-of-dates": {
        "task": "riskapp.sending.tasks.notify_people_of_dates",
        "schedule": 900.0,
    },
    "tell-of-incidents": {
        "task": "riskapp.incidents.tasks.notify_people_of_incidents",
        "schedule": 300.0,
    },
    "tell-what-was-missed": {
        "task": "riskapp.notifications.tasks.notify_of_what_was_missed",
        "schedule": 900.0,
    },
    "send-digests": {
        "task": "riskapp.notifications.tasks.send_digests",
        "schedule": 1800.0,
    },
    "put-totals-together": {
        "task": "riskapp.dashboards.tasks.put_totals_together",
        "schedule": 3600.0,
    },
    "watch-dates": {
        "task": "riskapp.results.tasks.watch_dates",
        "schedule": 3600.0,
    },
    "scan-plan-files-that-were-missed": {
        "task": "riskapp.findings.tasks.scan_plan_files_that_were_missed",
        "schedule": 120.0,
    },
    "send-what-was-missed": {
        "task": "riskapp.sending.tasks.send_what_was_missed",
        "schedule": 120.0,
    },
    "send-due-reminders": {
        "task": "riskapp.sending.tasks.send_due_reminders",
        "schedule": 3600.0,
    },
    "propose-due-reviews": {
        "task": "riskapp.sending.tasks.propose_due_reviews",
        "schedule": 3600.0,
    },
    "import-what-was-missed": {
        "task": "riskapp.vendors.tasks.import_what_was_missed",
        "schedule": 120.0,
    },
    "erase-what-was-missed": {
        "task": "riskapp.privacy.tasks.erase_what_was_missed",
        "schedule": 120.0,
    },
    "scan-what-was-missed": {
        "task": "questionnaires.tasks.scan_what_was_missed",
        "schedule": 120.0,
    },
}
