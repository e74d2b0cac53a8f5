"""What goes on between two assessments: agents that are watched, and an incident."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator

from django.utils import timezone

from questionnaires.actions.invitations import enter
from riskapp.accounts.models import Organisation, User
from riskapp.activity.actions.agreeing import agree
from riskapp.activity.actions.explaining import explain
from riskapp.activity.actions.keeping import keep_from_member
from riskapp.activity.actions.watching import watch_agents
from riskapp.activity.models import ActivityAlert
from riskapp.assessments.models import Assessment
from riskapp.baselines.model import AgentActivity, AgentDay, SeenSoFar
from riskapp.baselines.writing import lines_of
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import IncidentInput, open_incident
from riskapp.incidents.actions.replying import ReplyInput, reply

SOURCE = "gateway-audit.jsonl"
RELEASE, OPERATIONS = "Release agent on the pipeline", "Operations agent"
NEW, UNLISTED = "Claude Code (Enterprise)", "nightly-sync"
DAYS = 70
SATURDAY = 5
HOURS_AGO = 20
ONE_DAY = datetime.timedelta(days=1)


def add_activity(assessment: Assessment, analyst: User) -> None:
    """Ten weeks of daily totals of four agents: one as declared but for two days, one outside
    its hours, one that is still learned, one that nobody listed. One alert is explained."""
    last = timezone.localdate() - ONE_DAY
    days = list(demo_days(last))
    activity = AgentActivity(min(one.day for one in days), last, days, [SOURCE])
    content = "".join(lines_of(activity, SOURCE)).encode()
    file = {
        "file_name": "agents-of-the-platform.jsonl",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    keep_from_member(assessment, activity, file, by=analyst)
    agree(
        assessment,
        OPERATIONS,
        {
            "since": last - 40 * ONE_DAY,
            "hours_from": 6,
            "hours_until": 20,
            "zone": "UTC",
            "weekdays_only": False,
            "hosts": [],
        },
        by=analyst,
    )
    watch_agents(assessment)
    alerts = ActivityAlert.objects.filter(engagement=assessment.engagement_id)
    move = alerts.filter(agent=RELEASE, measure="records_written").first()
    if move is not None:
        explain(
            assessment,
            move,
            reason="The move of the old archive, announced a week before.",
            peak=move.peak,
            by=analyst,
        )


def demo_days(last: datetime.date) -> Iterator[AgentDay]:
    """What the four agents did on each day, newest first."""
    for ago in range(DAYS):
        day = last - ago * ONE_DAY
        is_weekend = day.weekday() >= SATURDAY
        usual = 12 if is_weekend else 40 + day.day % 5
        yield AgentDay(RELEASE, day, _release(usual, ago))
        yield AgentDay(OPERATIONS, day, _operations(usual, ago))
        yield AgentDay(UNLISTED, day, _seen(usual, 2, "archive", "sync-token", "3"))
        if ago < 12:
            yield AgentDay(NEW, day, _seen(usual, 9, "portal", "sso", "10"))


def _release(usual: int, ago: int) -> SeenSoFar:
    seen = _seen(usual, usual // 2, "platform", "deploy-key", "14")
    if ago == 9:
        seen["records_written"][""] = 2400
    if ago == 4:
        seen["external_hosts"] = {"paste.example.net": 3}
    return seen


def _operations(usual: int, ago: int) -> SeenSoFar:
    seen = _seen(usual * 3, usual, "runbooks", "ops-role", "9")
    if ago in (2, 3):
        seen["hours"]["2"] = 14
    return seen


def _seen(read: int, written: int, repository: str, credential: str, hour: str) -> SeenSoFar:  # fmt: skip
    return {
        "records_read": {"": read},
        "records_written": {"": written},
        "repositories": {f"halmquist/{repository}": max(1, written // 4)},
        "tools": {"read_file": read, "run_command": written},
        "credentials": {credential: read + written},
        "hours": {hour: read, str(int(hour) + 1): written},
    }


def add_incident(organisation: Organisation, analyst: User) -> None:
    """An incident at a provider that three vendors were asked about: one is affected, one is
    not, and of one nothing is known yet."""
    incident = open_incident(
        IncidentInput(
            "tool",
            ["GitHub Copilot"],
            timezone.now() - datetime.timedelta(hours=HOURS_AGO),
            summary="The provider reports that suggestions of one tenant were shown to others.",
        ),
        organisation=organisation,
        by=analyst,
    )
    asked = ask_vendors(
        incident,
        [
            Assessment.objects.get(
                organisation=organisation, engagement__vendor__name=name
            ).engagement_id
            for name in ("Rotbuchenwerk Software", "Halmquist Drift", "Kestrel & Byrne")
        ],
        {},
        by=analyst,
    )
    answers = {
        "Rotbuchenwerk Software": (
            "Jana Roth",
            ReplyInput(
                "yes",
                "no",
                reached="Nothing: our tenant is on another cluster, as the provider confirmed.",
                done="We read the provider's list and our own logs of the week.",
                times="Heard on the day itself; clear the morning after.",
            ),
        ),
        "Halmquist Drift": (
            "Per Halmquist",
            ReplyInput(
                "yes",
                "yes",
                reached="Parts of two files of the platform repository; no personal data.",
                done="The seats are off, and the keys in those files were replaced.",
            ),
        ),
    }
    for request in asked:
        if request.vendor.name in answers:
            name, stated = answers[request.vendor.name]
            person = enter(request.response.invitations.get(), name=name)
            reply(request, stated, respondent=person)
