"""States of alerts, and the words for what agents do."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskapp.baselines import declared, model
from riskapp.baselines.watching import AMOUNT, NEW, TIME


class AlertState(models.TextChoices):
    OPEN = "open", _("Open")
    GROWN = "grown", _("Explained, and grown since")
    EXPLAINED = "explained", _("Explained")


# What waits for somebody.
WAITING = (AlertState.OPEN, AlertState.GROWN)

MEASURES: Mapping[str, object] = {
    model.READ: _("Records read"),
    model.WRITTEN: _("Records written"),
    model.REFUSALS: _("Refusals"),
    model.REPOSITORIES: _("Repositories"),
    model.HOSTS: _("External hosts"),
    model.TOOLS: _("Tools called"),
    model.CREDENTIALS: _("Credentials used"),
    model.HOURS: _("Hours"),
}

# The sentence of each kind of alert: what happened, with numbers. %(agent)s did it on %(day)s.
ALERTS: Mapping[tuple[str, str], object] = {
    (AMOUNT, model.READ): _("%(agent)s read %(seen)s records on %(day)s."),
    (AMOUNT, model.WRITTEN): _("%(agent)s wrote %(seen)s records on %(day)s."),
    (AMOUNT, model.REFUSALS): _("%(agent)s was refused %(seen)s times on %(day)s."),
    (NEW, model.REPOSITORIES): _(
        "%(agent)s reached the repository %(name)s on %(day)s for the first time, %(seen)s times."
    ),
    (NEW, model.HOSTS): _(
        "%(agent)s called the host %(name)s on %(day)s for the first time, %(seen)s times."
    ),
    (NEW, model.TOOLS): _(
        "%(agent)s called the tool %(name)s on %(day)s for the first time, %(seen)s times."
    ),
    (NEW, model.CREDENTIALS): _(
        "%(agent)s used the credential %(name)s on %(day)s for the first time, %(seen)s times."
    ),
    (TIME, model.HOURS): _(
        "%(agent)s worked at new hours on %(day)s: %(seen)s actions at %(hours)s."
    ),
    (declared.WRITES, model.WRITTEN): _(
        "%(agent)s wrote %(seen)s records on %(day)s; its declared rights only read."
    ),
    (declared.NIGHT, model.HOURS): _(
        "%(agent)s worked at night on %(day)s: %(seen)s actions at %(hours)s; declared is that a person takes part in every step."
    ),
    (declared.OFFICE, model.HOURS): _(
        "%(agent)s worked on %(day)s outside the hours that were agreed: %(seen)s actions at %(hours)s."
    ),
    (declared.AGREED, model.HOSTS): _(
        "%(agent)s called the host %(name)s on %(day)s, %(seen)s times; it is none of those that were agreed or named."
    ),
    (declared.HOST, model.HOSTS): _(
        "%(agent)s called the host %(name)s on %(day)s, %(seen)s times; nobody named it, and open internet access is not declared."
    ),
    (declared.REPOSITORY, model.REPOSITORIES): _(
        "%(agent)s reached the repository %(name)s on %(day)s, %(seen)s times; declared is that it reaches none."
    ),
    (declared.CREDENTIAL, model.CREDENTIALS): _(
        "%(agent)s used the credential %(name)s on %(day)s, %(seen)s times; declared is that it signs in nowhere."
    ),
}
# The same where many names of one day are told together.
TOGETHER: Mapping[str, object] = {
    model.REPOSITORIES: _(
        "%(agent)s reached %(others)s new repositories on %(day)s, %(seen)s times in all."
    ),
    model.HOSTS: _(
        "%(agent)s called %(others)s new hosts on %(day)s, %(seen)s times in all."
    ),
    model.TOOLS: _(
        "%(agent)s called %(others)s new tools on %(day)s, %(seen)s times in all."
    ),
    model.CREDENTIALS: _(
        "%(agent)s used %(others)s new credentials on %(day)s, %(seen)s times in all."
    ),
}
# What was declared, where it is laid beside what was seen.
LIMITS: Mapping[str, object] = {
    declared.WRITES: _("Only reads"),
    declared.NIGHT: _("A person takes part in every step, so no work at night"),
    declared.HOST: _("No open internet access"),
    declared.REPOSITORY: _("Reaches no repository"),
    declared.CREDENTIAL: _("Signs in nowhere"),
    declared.OFFICE: _("Works in the hours that were agreed"),
    declared.AGREED: _("Calls the hosts that were agreed"),
}
