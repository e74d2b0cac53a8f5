"""One thing done with many rows of a list: each on its own, with its own line in the trail.

What stands in the way of one stops no other; the result says of each why it was not done.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from questionnaires.errors import Refusal
from riskapp.accounts.models import User
from riskapp.assessments.actions.assigning import assign, assign_replies, require_able
from riskapp.assessments.models import Assessment
from riskapp.desk.choices import ManyDo
from riskapp.desk.errors import (
    DayMissing,
    LabelMissing,
    LabelsFull,
    NoDueDate,
    NotArchived,
    NotDoneHere,
    NothingToDismiss,
    NothingToRemind,
    PartNotArchived,
    TooMuchAsked,
)
from riskapp.findings.actions.many import assign_many, give_many
from riskapp.findings.actions.settling import edit_finding, renew_acceptance
from riskapp.findings.choices import FindingState
from riskapp.findings.models import Finding
from riskapp.reports.actions import archive_report
from riskapp.reports.models import Report
from riskapp.sending.actions.campaigns import archive_campaign, give_campaign
from riskapp.sending.actions.reassessing import dismiss_reassessment
from riskapp.sending.actions.waiting import extend, remind_now
from riskapp.sending.models import Campaign, Reassessment
from riskapp.sending.queries import asked_by
from riskapp.vendors.actions import (
    archive_engagement,
    archive_vendor,
    change_vendor,
    restore_engagement,
    restore_vendor,
)
from riskapp.vendors.actions.register import FACTS, locked, tidy_labels
from riskapp.vendors.models import Engagement, Vendor

MOST_NAMES = 8  # of what was not done, for each reason
MOST_ASKED = 500  # of what campaigns asked, done while somebody waits for the page
# Done with each thing that a campaign asked, and not with the campaign.
OF_WHAT_WAS_ASKED = (ManyDo.REMIND, ManyDo.MOVE, ManyDo.LABEL)
OF_WHAT_WAITS = (ManyDo.REMIND, ManyDo.MOVE)
OF_ALL = (*OF_WHAT_WAS_ASKED, ManyDo.TAKE, ManyDo.GIVE)


@dataclass(frozen=True, slots=True)
class SelectedRow:
    """What a row of a list is about; what lies below it is named with it.

    ``is_reply``: the row is about the replies, not about the assessment as a whole. ``is_part``:
    it is a person at the vendor or a tool, and what it is part of is meant. ``times``: so many
    rows of the list mean this one. A campaign and a report belong to no one vendor.
    """

    vendor: Vendor | None = None
    engagement: Engagement | None = None
    assessment: Assessment | None = None
    finding: Finding | None = None
    reassessment: Reassessment | None = None
    campaign: Campaign | None = None
    report: Report | None = None
    is_reply: bool = False
    is_part: bool = False
    times: int = 1

    def __str__(self) -> str:
        if self.report is not None:
            of = self.report.assessment
            return str(of.engagement if of else self.report.get_kind_display())
        return str(self.campaign or self.engagement or self.vendor)

    @property
    def may_be_archived(self) -> bool:
        """Whether anything is put away with the row itself."""
        return self.finding is None and not self.is_part


@dataclass(frozen=True, slots=True)
class ManyWanted:
    """What is to be done with every row: to whom it is given, the new day and why, the label."""

    do: ManyDo
    person: User | None = None
    due_on: datetime.date | None = None
    reason: str = ""
    label: str = ""


@dataclass(slots=True)
class ManyResult:
    """How many rows were done, and the names of those that were not, by the reason."""

    done: int = 0
    refused: defaultdict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @property
    def reasons(self) -> list[tuple[str, int, str]]:
        """Each reason with how many rows and, of some, their names."""
        return [
            (because, len(names), ", ".join(names[:MOST_NAMES]))
            for because, names in self.refused.items()
        ]


def do_with_many(
    rows: Iterable[SelectedRow], wanted: ManyWanted, *, by: User
) -> ManyResult:
    """Do the same with each of many rows that the caller was allowed to get; of campaigns with so
    many that asked no more than ``MOST_ASKED`` together."""
    result, room = ManyResult(), MOST_ASKED
    for one in rows:
        asked = _asked(one, wanted.do)
        room -= len(asked)
        if room < 0:
            result.refused[str(TooMuchAsked(MOST_ASKED))].append(str(one))
            room += len(asked)
            continue
        for row in _parts(one, wanted.do, asked):
            try:
                with transaction.atomic():
                    DOES[wanted.do](row, wanted, by)
            except Refusal as refusal:
                result.refused[str(refusal)].append(str(row))
            else:
                result.done += row.times
    return result


def _asked(row: SelectedRow, do: ManyDo) -> list[Assessment]:
    """What a campaign asked, as far as it is concerned; nothing of any other row."""
    if row.campaign is None or do not in OF_ALL:
        return []
    return asked_by(row.campaign, waits=do in OF_WHAT_WAITS)


def _parts(
    row: SelectedRow, do: ManyDo, asked: Sequence[Assessment]
) -> list[SelectedRow]:
    """What a campaign ``asked``, each on its own; any other row, and a campaign that has nothing
    of the kind, as it is."""
    if row.campaign is None or do not in OF_WHAT_WAS_ASKED:
        return [row]
    if do is ManyDo.LABEL:
        times = Counter(one.engagement.vendor for one in asked)
        return [SelectedRow(one, times=number) for one, number in times.items()]
    return [
        SelectedRow(one.engagement.vendor, one.engagement, one) for one in asked
    ] or [row]


def _take(row: SelectedRow, _wanted: ManyWanted, by: User) -> None:
    _give_to(row, by, by)


def _give(row: SelectedRow, wanted: ManyWanted, by: User) -> None:
    _give_to(row, wanted.person, by)


def _give_to(row: SelectedRow, person: User | None, by: User) -> None:
    """Whose it is: the owner of a vendor or a finding, the analyst of an assessment or of all
    that a campaign asked."""
    if row.campaign is not None:
        give_campaign(row.campaign, analyst=person, by=by)
    elif row.finding is not None:
        require_able(row.finding.organisation_id, person)
        if row.finding.state == FindingState.ACCEPTED:
            edit_finding(row.finding, facts={"owner": person}, by=by)
        else:
            give_many([row.finding.pk], owner=person, by=by)
    elif row.assessment is not None and row.is_reply:
        assign_replies(row.assessment, replies_to=person, by=by)
    elif row.assessment is not None:
        assign(row.assessment, analyst=person, by=by)
    else:
        _change(row, by, owner=person)


def _remind(row: SelectedRow, _wanted: ManyWanted, by: User) -> None:
    for assessment in _answerable(row, NothingToRemind):
        remind_now(assessment, by=by)


def _move(row: SelectedRow, wanted: ManyWanted, by: User) -> None:
    if wanted.due_on is None:
        raise DayMissing
    if row.finding is not None:
        assign_many([row.finding.pk], due_on=wanted.due_on, by=by)
        return
    for assessment in _answerable(row, NoDueDate):
        extend(assessment, due_on=wanted.due_on, reason=wanted.reason, by=by)


def _renew(row: SelectedRow, wanted: ManyWanted, by: User) -> None:
    if row.finding is None:
        raise NotDoneHere
    if wanted.due_on is None:
        raise DayMissing
    renew_acceptance(row.finding, until=wanted.due_on, reason=wanted.reason, by=by)


def _label(row: SelectedRow, wanted: ManyWanted, by: User) -> None:
    """Labels belong to the vendor."""
    given = tidy_labels([wanted.label])
    if not given:
        raise LabelMissing
    vendor = locked(_vendor(row))
    labels = tidy_labels([*vendor.labels, *given])
    if given[0] not in labels:
        raise LabelsFull
    _change(row, by, labels=labels)


def _dismiss(row: SelectedRow, _wanted: ManyWanted, by: User) -> None:
    if row.reassessment is None:
        raise NothingToDismiss
    dismiss_reassessment(row.reassessment, by=by)


def _archive(row: SelectedRow, _wanted: ManyWanted, by: User) -> None:
    if row.finding is not None:
        raise NotArchived
    if row.is_part:
        raise PartNotArchived
    if row.campaign is not None:
        archive_campaign(row.campaign, by=by)
    elif row.report is not None:
        archive_report(row.report, by=by)
    elif row.engagement is not None:
        archive_engagement(row.engagement, by=by)
    else:
        archive_vendor(_vendor(row), by=by)


def _restore(row: SelectedRow, _wanted: ManyWanted, by: User) -> None:
    if not row.may_be_archived:
        raise NotDoneHere
    if row.campaign is not None:
        archive_campaign(row.campaign, by=by, restore=True)
    elif row.report is not None:
        archive_report(row.report, by=by, restore=True)
    elif row.engagement is not None:
        restore_engagement(row.engagement, by=by)
    else:
        restore_vendor(_vendor(row), by=by)


def _vendor(row: SelectedRow) -> Vendor:
    if row.vendor is None:
        raise NotDoneHere
    return row.vendor


def _change(row: SelectedRow, by: User, **changes: Any) -> None:
    """Change some facts of a vendor; what else is said of it stays as it is now, whatever it was
    when the rows were read."""
    vendor = locked(_vendor(row))
    known = {name: getattr(vendor, name) for name in FACTS}
    change_vendor(vendor, **known | changes, by=by)


def _answerable(row: SelectedRow, otherwise: type[Refusal]) -> list[Assessment]:
    """What the vendor still has to answer of what the row is about; refused where it is nothing."""
    if row.vendor is None:
        raise otherwise
    found = Assessment.objects.answerable()
    if row.assessment is not None:
        found = found.filter(pk=row.assessment.pk)
    elif row.engagement is not None:
        found = found.filter(engagement=row.engagement)
    else:
        found = found.filter(engagement__vendor=row.vendor)
    assessments = list(found.order_by("pk"))
    if not assessments:
        raise otherwise
    return assessments


DOES: Mapping[ManyDo, Callable[[SelectedRow, ManyWanted, User], None]] = {
    ManyDo.TAKE: _take,
    ManyDo.GIVE: _give,
    ManyDo.REMIND: _remind,
    ManyDo.MOVE: _move,
    ManyDo.LABEL: _label,
    ManyDo.ARCHIVE: _archive,
    ManyDo.RESTORE: _restore,
    ManyDo.DISMISS: _dismiss,
    ManyDo.RENEW: _renew,
}
