"""The days of an action plan as a calendar file (RFC 5545) that calendars take in.

One entry for each weakness and day, however many tools it concerns: nobody wants fifty on one day.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from riskapp.assessments.queries.wording import in_language
from riskapp.common.names import tidy
from riskapp.findings.models import Finding

PRODUCT = "-//riskapp//Action plan//EN"
MAX_NAMED = 30


def plan_calendar(
    findings: Iterable[Finding],
    *,
    about: str,
    address: str,
    now: datetime.datetime,
    with_owners: bool,
) -> bytes:
    """A whole day for each weakness that is to be settled by it; what has no day is left out.

    ``about`` says whose plan it is, ``address`` is the page that shows it; a vendor
    gets no names of the buyer's people (``with_owners``).
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    about = tidy(about)  # a line break in it would make no calendar
    calendar.add("x-wr-calname", about)
    by_day: defaultdict[tuple[datetime.date, UUID, UUID], list[Finding]] = defaultdict(
        list
    )
    for row in findings:
        if row.is_unsettled and row.due_on:
            by_day[row.due_on, row.assessment_id, row.wording].append(row)
    for (day, work, wording), rows in sorted(by_day.items()):
        event = Event()
        event.add("uid", f"{uuid5(work, f'{wording} {day}')}@riskapp")
        event.add("dtstamp", now)
        event.add("dtstart", day)
        event.add("dtend", day + datetime.timedelta(days=1))
        event.add("summary", f"{in_language(rows[0].text)} ({about})")
        event.add("description", _listed(rows, with_owners=with_owners))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _listed(rows: list[Finding], *, with_owners: bool) -> str:
    """What would help, and then each tool with the owner of its finding."""
    lines = [in_language(rows[0].remedy)] if rows[0].remedy else []
    for row in rows[:MAX_NAMED]:
        owner = str(row.owner) if with_owners and row.owner else ""
        lines.append(", ".join(filter(None, (row.tool, owner))))
    lines = [line for line in lines if line]
    left = len(rows) - MAX_NAMED
    if left > 0:
        lines.append(_("and %(number)s more") % {"number": left})
    return "\n".join(lines)
