"""Keeping the names that files show, so that an incident finds them at once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from questionnaires.models import Response
from riskapp.activity.models import ActivityDay, ActivityFile
from riskapp.assessments.models import Assessment
from riskapp.common.wall import in_organisation
from riskapp.facts.models import SourceFile
from riskapp.incidents.models import ShownName
from riskapp.incidents.queries.shown import Shown, hosts_in, shown_by, shown_by_agents


@transaction.atomic
def keep_names(file: SourceFile) -> None:
    """Keep the names that a file of evidence shows; keeping twice is the same as once."""
    _keep(
        file.pk,
        file.response,
        file.file_name,
        shown_by(file),
        of_member=file.by_id is not None,
    )


@transaction.atomic
def keep_agents_of(assessment: Assessment) -> None:
    """The same for the daily totals of the agents of an engagement."""
    with in_organisation(assessment.organisation_id):
        files = ActivityFile.objects.filter(engagement=assessment.engagement_id)
        kept = ShownName.objects.filter(engagement=assessment.engagement_id)
        new = files.exclude(pk__in=kept.values("source")).select_related("response")
        for file in new:
            days = ActivityDay.objects.filter(file=file).values_list("seen", flat=True)
            found = shown_by_agents(file.agents, sorted(hosts_in(days.iterator())))
            _keep(
                file.pk,
                file.response,
                file.file_name,
                found,
                of_member=file.by_id is not None,
            )


@transaction.atomic
def forget_names(source: UUID, response: Response) -> None:
    """Forget what a file showed."""
    with in_organisation(response.tenant):
        ShownName.objects.filter(source=source).delete()


def _keep(
    source: UUID,
    response: Response,
    file_name: str,
    names: Iterable[Shown],
    *,
    of_member: bool,
) -> None:
    """Respondents see no engagement: the rows are the organisation's."""
    with in_organisation(response.tenant):
        about = Assessment.objects.filter(
            Q(response=response) | Q(follow_up=response)
        ).first()
        if about is None:
            return
        ShownName.objects.bulk_create(
            (
                ShownName(
                    organisation_id=about.organisation_id,
                    response=response,
                    engagement_id=about.engagement_id,
                    source=source,
                    file_name=file_name,
                    name=name,
                    is_credential=is_credential,
                    of_member=of_member,
                )
                for name, is_credential in names
            ),
            ignore_conflicts=True,
        )
