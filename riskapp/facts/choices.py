"""Words of files in the words of people: what a fact is called, and what its value means."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import FactValue

# What the words of closed lists mean.
VALUES: Mapping[str, object] = {
    "accepts_edits": _("accepts changes of files by itself"),
    "accepts_safe": _("accepts what it takes for safe"),
    "access key": _("access key"),
    "admin_key": _("administration key"),
    "administers_members": _("administers members"),
    "administers_organisation": _("administers the organisation"),
    "administers_repositories": _("administers repositories"),
    "agents_all": _("starts any agent"),
    "agents_some": _("starts named agents"),
    "all": _("all"),
    "allow_list": _("only named hosts"),
    "any_all": _("anything"),
    "any_some": _("some of anything"),
    "anybody": _("anybody"),
    "app": _("app"),
    "asks": _("asks a person"),
    "asks_before_workflows": _("asks before workflows run"),
    "asks_on_failure": _("asks only when something fails"),
    "business": _("business"),
    "certificate": _("certificate"),
    "change": _("changing code"),
    "chat": _("in a chat"),
    "ci": _("in a pipeline"),
    "ci_config": _("changes pipelines"),
    "ci_run": _("runs pipelines"),
    "cli": _("on the command line"),
    "cloud": _("in the provider's cloud"),
    "cloud agent": _("cloud agent"),
    "cloud_account": _("account in a cloud"),
    "code_read": _("reads code"),
    "code_write_branch": _("writes to branches"),
    "complete": _("completing code"),
    "configured": _("configured"),
    "data_prod_read": _("reads production data"),
    "data_prod_write": _("writes production data"),
    "delegated": _("sign-in of a person"),
    "developer": _("developer"),
    "disk": _("the whole disk"),
    "edit_all": _("changes any file"),
    "edit_some": _("changes named files"),
    "edits": _("changes files"),
    "enterprise": _("enterprise"),
    "everything": _("everything"),
    "exclude": _("kept out"),
    "exported": _("exported"),
    "failed": _("failed"),
    "federated": _("an identity provider vouches for it"),
    "file": _("file"),
    "files": _("files"),
    "folder": _("a folder"),
    "free": _("free"),
    "guest": _("guest"),
    "hardware": _("hardware"),
    "home": _("a whole home folder"),
    "http": _("HTTP"),
    "ide": _("in the editor"),
    "individual": _("individual"),
    "infra_admin": _("administers infrastructure"),
    "installed": _("installed"),
    "issued_by_program": _("issued by a program"),
    "issues": _("writes issues"),
    "key": _("key"),
    "key_pair": _("key pair"),
    "laptop": _("laptop"),
    "listed": _("listed"),
    "local": _("local"),
    "logs_prod": _("reads production logs"),
    "looks_for_secrets": _("looks for secrets"),
    "machine": _("machine"),
    "maintainer": _("maintainer"),
    "min": _("reduced"),
    "model_decides": _("the model decides"),
    "net": _("calls the internet"),
    "net_all": _("calls any address"),
    "net_some": _("calls named addresses"),
    "never": _("never"),
    "never used": _("never used"),
    "never_asks": _("never asks"),
    "no": _("no"),
    "none": _("none"),
    "not stated": _("not stated"),
    "off": _("off"),
    "on": _("on"),
    "open": _("open"),
    "other": _("other"),
    "outside the account": _("outside the account"),
    "owner": _("owns it"),
    "password": _("password"),
    "pat": _("personal access token"),
    "per_run": _("new for each run"),
    "permission": _("permission"),
    "person": _("person"),
    "personal_account": _("personal account"),
    "pinned": _("fixed"),
    "planner": _("planner"),
    "plans": _("plans only"),
    "pr_create": _("opens pull requests"),
    "provider": _("provider"),
    "publish": _("publishes packages"),
    "read_all": _("reads any file"),
    "read_only": _("reads only"),
    "read_some": _("reads named files"),
    "refuses": _("refuses"),
    "refuses_unasked": _("refuses what was not allowed before"),
    "remote": _("remote"),
    "repo": _("the repository"),
    "reporter": _("reporter"),
    "review": _("reviewing code"),
    "role": _("role"),
    "root": _("root"),
    "sandbox": _("in a sandbox"),
    "sec": _("spotting security faults"),
    "secrets": _("reads secrets"),
    "selected": _("selected"),
    "self": _("the vendor itself"),
    "servers_all": _("uses any tool server"),
    "servers_some": _("uses named tools of servers"),
    "shell_all": _("runs any command"),
    "shell_local": _("runs commands on the machine"),
    "shell_some": _("runs named commands"),
    "sse": _("HTTP (SSE)"),
    "ssh_key": _("SSH key"),
    "static": _("a secret in the file"),
    "stdio": _("started as a program"),
    "terminal": _("the terminal"),
    "test": _("writing tests"),
    "unknown": _("unknown"),
    "unpinned": _("not fixed"),
    "variable": _("from a variable or a store"),
    "workflow": _("workflow"),
    "workflows_run_unasked": _("workflows run without asking"),
    "workload": _("identity of the workload"),
    "workspace": _("in the working folder only"),
    "yes": _("yes"),
}


def title_in_words(name: str) -> str:
    """What a fact is called."""
    return gettext(core_rules().titles.get(name, name))


def value_in_words(value: FactValue) -> str:
    """What a fact says, in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, tuple):
        return ", ".join(value_in_words(word) for word in value)
    return str(VALUES.get(value, value)) if isinstance(value, str) else str(value)


def day_in_words(day: datetime.date | None, *, is_stated: bool) -> str:
    """The day of the data: that of the file, or the last one it speaks of."""
    if day is None:
        return gettext("day of the data not stated")
    words = {"day": date_format(day, gettext("j F Y"))}
    if is_stated:
        return gettext("data of %(day)s") % words
    return gettext("data of %(day)s or later") % words


def kind_in_words(kind: str) -> str:
    """What a secret looks like: most are named after who issues them."""
    if kind == "secret_by_its_name":
        return gettext("a value under the name of a secret")
    if kind == "random_text":
        return gettext("a long text of random characters")
    return gettext("what looks like a secret (%(kind)s)") % {
        "kind": kind.replace("_", " ")
    }


def warning_in_words(text: str) -> str:
    """What has to be known about a file that was read."""
    return gettext(text)
