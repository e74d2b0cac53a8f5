"""What was declared about a tool, read from the answers as they are now, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.characters import compared
from riskapp.activity.models import AgreedLimits
from riskapp.baselines.agreed import OfficeHours
from riskapp.baselines.declared import (
    NO_LIMITS,
    DeclaredLimits,
    limit_rules,
    limits_of,
    with_agreed,
)
from riskapp.common.zones import UTC
from riskapp.evidence.loading import core_rules
from riskapp.vendors.models import Engagement


def agreed_for(engagement: Engagement) -> list[AgreedLimits]:
    """What was agreed about an engagement, for all agents first; one query."""
    return list(engagement.agreed_limits.select_related("set_by"))


def limits_with(
    agreed: Iterable[AgreedLimits],
    answer_set: AnswerSet,
    agent: str,
    entry_id: str,
    zone: str,
) -> DeclaredLimits:
    """The limits of one agent: what its tool's answers declare, and what was agreed. What was
    agreed about one tool counts before what was agreed about all."""
    limits = limits_for(answer_set, entry_id, zone)
    called = {"", compared(agent)}
    called |= {
        compared(one.title) for one in answer_set.filled.entries if one.id == entry_id
    }
    office, hosts = None, None
    for one in sorted(agreed, key=lambda one: one.tool):
        if compared(one.tool) in called:
            office = one.office or office
            hosts = one.only_hosts or hosts
    return with_agreed(limits, office, hosts) if office or hosts else limits


def office_in_words(office: OfficeHours) -> str:
    """Hours that were agreed, in words."""
    words = {
        "from": f"{office.first:02}:00",
        "until": f"{office.until:02}:00",
        "zone": office.zone.replace("_", " "),
        "since": date_format(office.since, _("j F Y")),
    }
    if office.weekdays_only:
        text = _("%(from)s to %(until)s (%(zone)s), Monday to Friday, since %(since)s")
    else:
        text = _("%(from)s to %(until)s (%(zone)s), since %(since)s")
    return text % words


def limits_for(answer_set: AnswerSet, entry_id: str, zone: str) -> DeclaredLimits:
    """The limits of one tool in the register; none for an agent that is no tool there, and for
    another questionnaire than the one the limits are about."""
    if not entry_id or answer_set.document.id != limit_rules().questionnaire:
        return NO_LIMITS
    entry = next(one for one in answer_set.filled.entries if one.id == entry_id)
    answers = {
        question: value
        for question, value in entry.answers.items()
        if answer_set.shown(question, entry_id)
    }
    return limits_of(answers, _hosts_of_providers(), [zone or UTC])


@lru_cache(maxsize=1)
def _hosts_of_providers() -> dict[str, tuple[str, ...]]:
    return {word: one.hosts for one in core_rules().providers for word in one.words}
