"""What a buyer agreed with a vendor about an agent: the hours of its work, and its hosts."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from riskapp.baselines.model import HOURS, AgentDay

ALMOST_AN_HOUR = datetime.timedelta(minutes=59)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Work from one hour to another by the clock of a place, since a day.

    ``until`` is the hour at whose beginning work ends, 24 for midnight; where it is not after
    ``first``, work goes on over midnight and belongs to the day it began on.
    """

    first: int
    until: int
    zone: str = "UTC"
    weekdays_only: bool = False
    since: datetime.date = datetime.date.min

    def beyond(self, one: AgentDay) -> dict[int, int]:
        """How often the agent worked in each hour, in UTC, that lies wholly outside."""
        if one.day < self.since:
            return {}
        return {
            int(hour): count
            for hour, count in one.names(HOURS).items()
            if not self._reaches(one.day, int(hour))
        }

    def _reaches(self, day: datetime.date, hour: int) -> bool:
        """Whether any minute of an hour in UTC lies inside."""
        begin = datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)
        zone = ZoneInfo(self.zone)
        return any(
            self._holds(moment.astimezone(zone))
            for moment in (begin, begin + ALMOST_AN_HOUR)
        )

    def _holds(self, local: datetime.datetime) -> bool:
        is_over_midnight = self.until <= self.first
        begun = local.date()
        if is_over_midnight:
            inside = local.hour >= self.first or local.hour < self.until
            if local.hour < self.until:
                begun -= datetime.timedelta(days=1)
        else:
            inside = self.first <= local.hour < self.until
        return inside and (not self.weekdays_only or begun.weekday() <= FRIDAY)


@dataclass(frozen=True, slots=True)
class AgreedHosts:
    """The only hosts, each with what lies below it, since a day."""

    names: frozenset[str]
    since: datetime.date = datetime.date.min


def lies_below(host: str, names: Collection[str]) -> bool:
    """Whether a host, with or without a port, is one of these or lies below one."""
    parts = host.split(":", 1)[0].rstrip(".").split(".")
    return any(".".join(parts[at:]) in names for at in range(len(parts)))
