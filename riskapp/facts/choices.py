"""Words of files in the words of people: what a fact is called, and what its value means."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from riskapp.evidence.model import FactValue

# What a fact is called; ``riskapp/evidence/content/facts.yaml`` holds the same.
TITLES: Mapping[str, object] = {
    "tool.in_use": _("a tool in use"),
    "tool.provider": _("the provider of the tool"),
    "tool.plan": _("the plan"),
    "tool.place": _("where the tool runs"),
    "tool.environment": _("an environment the tool reaches"),
    "tool.kind": _("a kind of AI tool in use"),
    "tool.last_used": _("the last use"),
    "tool.telemetry": _("usage data sent home"),
    "tool.records": _("a record of what the tool did"),
    "tool.sandbox": _("where commands run"),
    "tool.purpose": _("what the tool is used for"),
    "tool.version": _("whether the version of the tool is fixed"),
    "tool.sends": _("what can leave when the tool is used"),
    "repository.file": _("a file of a repository that speaks to agents"),
    "repository.excludes": _("files kept from agents"),
    "approval.mode": _("how far the tool acts without a person"),
    "approval.allowed": _("what is allowed without asking"),
    "approval.denied": _("what is forbidden"),
    "approval.warnings_off": _(
        "the warning before acting without approval switched off"
    ),
    "approval.all_servers": _("every tool server of a project accepted without asking"),
    "rights.held": _("rights held"),
    "rights.repositories": _("repositories that can be reached"),
    "rights.unused": _("rights held and not used"),
    "rights.network": _("access to the internet"),
    "rights.public": _("access open to anybody"),
    "rights.role": _("a role held"),
    "model.name": _("the model called"),
    "model.provider": _("the provider of the model called"),
    "model.host": _("the host the model is called at"),
    "mcp.server": _("a tool server"),
    "mcp.transport": _("how the tool server is reached"),
    "mcp.place": _("where the tool server runs"),
    "mcp.host": _("the host of the tool server"),
    "mcp.package": _("the package the tool server is started from"),
    "mcp.version": _("whether the version of the tool server is fixed"),
    "mcp.sign_in": _("what the tool server signs in with"),
    "mcp.remote_sign_in": _("what signs in to the remote tool server"),
    "mcp.cleartext": _("a tool server called without encryption"),
    "mcp.roots": _("the widest folder given to a tool server"),
    "mcp.read_only": _("a tool server started so that it only reads"),
    "mcp.auto_approve": _("calls of a tool server approved in advance"),
    "credential.kind": _("the kind of credential"),
    "credential.place": _("where the credential is kept"),
    "credential.active": _("whether the credential works today"),
    "credential.made": _("the day the credential was made"),
    "credential.changed": _("the day the credential was last changed"),
    "credential.ends": _("the day the credential ends"),
    "credential.valid_hours": _("how long the credential is valid"),
    "credential.used": _("the last use of the credential"),
    "credential.kept": _("a secret kept in a file"),
    "credential.owner": _("whose the credential is"),
    "credential.proof": _("how the holder of the credential proves who it is"),
    "agent.actions": _("actions of agents in the log"),
    "agent.event": _("an event in the log"),
    "scan.control": _("a failed check"),
    "scan.rule": _("results of one rule"),
    "scan.tool": _("the program that looked"),
    "service.endpoint": _("the host of a service"),
    "service.cleartext": _("a service called without encryption"),
    "service.signed_in": _("whether the service asks who calls"),
    "service.outside": _("whether data leaves the own trust boundary"),
    "service.data": _("data that flows out"),
}
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
# What is said of a file that was refused, and what was expected.
REFUSALS: Mapping[str, object] = {
    "the file is empty": _("the file is empty"),
    "the file holds no entries, so it shows nothing": _(
        "the file holds no entries, so it shows nothing"
    ),
    "entries": _("entries"),
    "a file of no known format": _("a file of no known format"),
    "one of those in docs/evidence.md, as the tool exported it": _(
        "one of the formats in the list, as the tool exported it"
    ),
    "a file of no known kind": _("a file of no known kind"),
    "JSON, JSON Lines, TOML, YAML, CSV or XML": _(
        "JSON, JSON Lines, TOML, YAML, CSV or XML"
    ),
    "the file takes too long to read": _("the file takes too long to read"),
    "the file needs too much memory": _("the file needs too much memory"),
    "a text that looks like a secret": _("a text that looks like a secret"),
    "an inventory without secrets": _("an inventory without secrets"),
    "a document type or entity is declared": _("a document type or entity is declared"),
    "plain elements": _("plain elements"),
    "no inventory": _("no inventory"),
    "the inventory holds too many facts": _("the inventory holds too many facts"),
}
WARNINGS: Mapping[str, object] = {
    "Activity needs telemetry of the editor, is kept for 90 days and comes up to a day late; "
    "personal plans do not appear.": _(
        "Activity needs telemetry of the editor, is kept for 90 days and comes up to a day "
        "late; personal plans do not appear."
    ),
    "The file holds one page only; the rest is missing.": _(
        "The file holds one page only; the rest is missing."
    ),
    "AWS had not finished this list when it was taken.": _(
        "AWS had not finished this list when it was taken."
    ),
    "The file does not say when it was made.": _(
        "The file does not say when it was made."
    ),
}


def title_in_words(name: str) -> str:
    """What a fact is called."""
    return str(TITLES.get(name, name))


def value_in_words(value: FactValue) -> str:
    """What a fact says, in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, tuple):
        return ", ".join(value_in_words(word) for word in value)
    return str(VALUES.get(value, value)) if isinstance(value, str) else str(value)


def kind_in_words(kind: str) -> str:
    """What a secret looks like: most are named after who issues them."""
    if kind == "secret_by_its_name":
        return gettext("a value under the name of a secret")
    if kind == "random_text":
        return gettext("a long text of random characters")
    return gettext("what looks like a secret (%(kind)s)") % {
        "kind": kind.replace("_", " ")
    }


def refusal_in_words(text: str) -> str:
    """Why a file was refused, or what was expected; English where there is no translation."""
    return str(REFUSALS.get(text, text))


def warning_in_words(text: str) -> str:
    """What has to be known about a file that was read."""
    return str(WARNINGS.get(text, text))
