"""Synthetic files of every format there is, with the quirks that public files show.

``python -m tests.data.evidence.corpus FOLDER`` writes them out, for other interpreters of the
same rules. The same files come out every time.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.data.evidence.planted import planted


class Sample(NamedTuple):
    """A file, and the format it is; "" where it has to be refused."""

    path: str
    content: bytes
    format: str


# Client: path, key of the servers, format.
JSON_CLIENTS = {
    "claude-code": ("repo/.mcp.json", "mcpServers", "mcp-client"),
    "claude-desktop": ("Claude/claude_desktop_config.json", "mcpServers", "mcp-client"),
    "cursor": ("home/.cursor/mcp.json", "mcpServers", "mcp-client"),
    "vscode": ("repo/.vscode/mcp.json", "servers", "mcp-client"),
    "copilot": ("home/.copilot/mcp-config.json", "mcpServers", "mcp-client"),
    "windsurf": ("codeium/windsurf/mcp_config.json", "mcpServers", "mcp-client"),
    "gemini": ("home/.gemini/settings.json", "mcpServers", "gemini-settings"),
}
GITHUB = {
    "command": "npx",
    "args": ["-y", "@modelcontextprotocol/server-github"],
    "env": {"GITHUB_PERSONAL_ACCESS_TOKEN": planted()["github classic"]},
}


def servers(client: str) -> dict[str, dict[str, Any]]:
    """Servers as they are seen, in the words of one client, by quirk."""
    address = {"windsurf": "serverUrl", "gemini": "httpUrl"}.get(client, "url")
    return {
        "static": {"github": GITHUB},
        "pinned": {
            "time": {"command": "uvx", "args": ["mcp-server-time==2025.9.25"]},
            "memory": {
                "command": "npx",
                "args": ["@modelcontextprotocol/server-memory@2025.8.4"],
            },
        },
        "latest": {"play": {"command": "npx", "args": ["@playwright/mcp@latest"]}},
        "docker": {
            "github": {
                "command": "docker",
                "args": [
                    "run",
                    "-i",
                    "--rm",
                    "-e",
                    "GITHUB_TOKEN",
                    "ghcr.io/github/github-mcp-server",
                ],
                "env": {"GITHUB_TOKEN": "${env:GITHUB_TOKEN}"},
            }
        },
        "remote": {
            "linear": {
                "type": "http",
                address: "https://mcp.linear.app/mcp",
                "headers": {"Authorization": f"Bearer {planted()['linear']}"},
            }
        },
        "oauth": {"notion": {address: "https://mcp.notion.com/mcp"}},
        "bridge": {
            "remote": {
                "command": "npx",
                "args": ["-y", "mcp-remote", "https://mcp.example.com/sse"],
            }
        },
        "cleartext": {"inside": {address: "http://10.1.2.3:8080/mcp"}},
        "placeholders": {
            "one": {
                "command": "node",
                "args": ["/srv/server.js"],
                "env": {
                    "API_KEY": "your_service_key_here",
                    "OTHER_KEY": "[REDACTED_API_KEY]",
                    "GITHUB_TOKEN": "ghp_xxxxxxxxxxxxxxxxxxxx",
                    "THIRD_TOKEN": "${THIRD_TOKEN:-default}",
                    "PORT": "3000",
                    "NODE_ENV": "production",
                },
            }
        },
        "folders": {
            "files": {
                "command": "npx",
                "args": [
                    "-y",
                    "@modelcontextprotocol/server-filesystem",
                    "/Users/anna",
                    "/",
                ],
            }
        },
        "windows": {
            "files": {
                "command": "cmd",
                "args": [
                    "/c",
                    "npx",
                    "-y",
                    "@modelcontextprotocol/server-filesystem",
                    "C:\\Users\\Żaneta\\Dokumente",
                ],
            }
        },
        "odd": {
            "strange": {"tools": ["a", "b"], "command": ["uv", "run", "server.py"]},
            "empty": {},
            "number": 3,
            "off": {**GITHUB, "disabled": True},
        },
        "none": {},
    }


def encoded(data: Any) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False).encode()


def edited(data: Any) -> bytes:
    """As people leave it: comments, trailing commas, and // in an address that is no comment."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    text = (
        text.replace("\n}", ",\n}")
        .replace('"\n', '",\n')
        .replace("},\n}", "}, // end\n}")
    )
    text = text.replace("{,", "{").replace(",,", ",")
    return f"// my servers\n{text}\n/* the end */\n".encode()


def client_files() -> Iterator[Sample]:
    for client, (path, key, known) in JSON_CLIENTS.items():
        for quirk, found in servers(client).items():
            data: dict[str, Any] = {key: found}
            if client == "vscode":
                data["inputs"] = [
                    {"id": "token", "type": "promptString", "password": True}
                ]
            if client == "gemini":
                data |= {"selectedAuthType": "oauth-personal", "theme": "Dracula"}
            yield Sample(f"{quirk}/{path}", encoded(data), known)
        data = {key: servers(client)["static"], "$schema": "https://x.example/s.json"}
        yield Sample(f"jsonc/{path}", edited(data), known)
        yield Sample(f"bom/{path}", b"\xef\xbb\xbf" + encoded(data), known)
        yield Sample(f"wide/{path}", encoded(data).decode().encode("utf-16"), known)
        yield Sample(f"crlf/{path}", encoded(data).replace(b"\n", b"\r\n"), known)
        yield Sample(f"one-line/{path}", json.dumps(data).encode(), known)
    for quirk, text in CODEX.items():
        yield Sample(f"{quirk}/home/.codex/config.toml", text.encode(), "codex-config")
    home = {
        "numStartups": 12,
        "mcpServers": {"github": GITHUB},
        "projects": {
            "/home/anna/work": {
                "allowedTools": [],
                "mcpServers": {"db": {"command": "uvx", "args": ["postgres-mcp"]}},
            }
        },
    }
    yield Sample("home/.claude.json", encoded(home), "mcp-client")
    yield Sample(
        "settings.json", encoded({"mcp": {"servers": {"a": GITHUB}}}), "mcp-client"
    )
    yield Sample(
        "zed/settings.json", encoded({"context_servers": {"a": GITHUB}}), "mcp-client"
    )


CODEX = {
    "plain": 'model = "gpt-5-codex"\napproval_policy = "on-request"\n[mcp_servers.github]\ncommand = "npx"\nargs = ["-y", "github-mcp@1.2.3"]\nenv = { "GITHUB_TOKEN" = "TOKEN" }\n'.replace(
        'TOKEN" }', planted()["github classic"] + '" }'
    ),
    "never": '# fast\napproval_policy = "never"\nsandbox_mode = "danger-full-access"\n[sandbox_workspace_write]\nnetwork_access = true\n',
    "remote": '[mcp_servers.linear]\nurl = "https://mcp.linear.app/mcp"\nbearer_token_env_var = "LINEAR_TOKEN"\n[mcp_servers."with.dot"]\ncommand = "uvx"\nargs = [\n  "mcp-server-git", # comment\n]\n[mcp_servers."with.dot".env]\nA = \'b\'\n',
    "provider": 'model_provider = "local"\n[model_providers.local]\nname = "Local"\nbase_url = "http://localhost:11434/v1"\n[profiles.fast]\napproval_policy = "never"\nmodel = "qwen3"\n',
    "trust": '[projects."/home/anna/Żółw"]\ntrust_level = "trusted"\n[[notes]]\nday = 2026-11-01\nnumber = 1_000\nhex = 0xff\nreal = 1e3\nlong = """\none\ntwo"""\n',
    "login": 'preferred_auth_method = "apikey"\n[otel]\nexporter = { otlp-http = { endpoint = "https://otel.example.com" } }\n[mcp_servers.off]\ncommand = "x"\nenabled = false\n',
}


def permission_files() -> Iterator[Sample]:
    settings: dict[str, Any] = {
        "bypass": {
            "permissions": {
                "defaultMode": "bypassPermissions",
                "allow": ["Bash(*)", "Edit", "Write"],
            },
            "env": {
                "ANTHROPIC_MODEL": "deepseek-flash",
                "ANTHROPIC_AUTH_TOKEN": planted()["deepseek"],
            },
            "skipDangerousModePermissionPrompt": True,
        },
        "narrow": {
            "permissions": {
                "allow": ["Bash(git diff:*)", "Read(src/**)"],
                "deny": ["Read(./.env)"],
                "ask": ["Bash(git push:*)"],
            }
        },
        "edits": {
            "permissions": {
                "defaultMode": "acceptEdits",
                "allow": ["mcp__github", "WebFetch(domain:docs.example.com)"],
            }
        },
        "servers": {"enableAllProjectMcpServers": True, "hooks": {"PreToolUse": []}},
        "bedrock": {
            "env": {
                "CLAUDE_CODE_USE_BEDROCK": "1",
                "ANTHROPIC_BASE_URL": "https://gateway.example.com",
            }
        },
        "helper": {
            "apiKeyHelper": "/usr/local/bin/key.sh",
            "permissions": {"deny": []},
        },
        "empty": {},
        "leaky": {
            "permissions": {
                "allow": [
                    f"Bash(curl -H 'Authorization: Bearer {planted()['openai project']}' *)"
                ]
            }
        },
    }
    for quirk, data in settings.items():
        for name in (
            ".claude/settings.json",
            ".claude/settings.local.json",
            "managed-settings.json",
        ):
            yield Sample(f"{quirk}/{name}", encoded(data), "claude-settings")
    yield Sample(
        "jsonc/.claude/settings.json", edited(settings["narrow"]), "claude-settings"
    )
    for quirk, data in {
        "all": {"$schema": "https://opencode.ai/config.json", "permission": "allow"},
        "some": {
            "permission": {
                "edit": "ask",
                "bash": {"git *": "allow", "*": "ask"},
                "webfetch": "deny",
            },
            "model": "anthropic/claude-sonnet-4-5",
        },
        "server": {
            "mcp": {
                "a": {
                    "type": "local",
                    "command": ["npx", "-y", "a-mcp"],
                    "environment": {"KEY": "{env:KEY}"},
                }
            },
            "model": "x/y",
        },
        "provider": {
            "provider": {
                "deepseek": {
                    "options": {
                        "baseURL": "https://api.deepseek.com",
                        "apiKey": planted()["deepseek"],
                    }
                }
            },
            "permission": {},
        },
    }.items():
        yield Sample(f"{quirk}/opencode.json", encoded(data), "opencode-config")
    yield Sample(
        "yolo/.gemini/settings.json",
        encoded(
            {
                "general": {"defaultApprovalMode": "yolo"},
                "tools": {"sandbox": "docker", "allowed": ["run_shell_command"]},
                "privacy": {"usageStatisticsEnabled": False},
            }
        ),
        "gemini-settings",
    )
    yield Sample(
        "repo/.vscode/settings.json",
        edited({"chat.tools.autoApprove": True, "telemetry.telemetryLevel": "off"}),
        "vscode-settings",
    )


INSTALLATION = {
    "id": 1, "app_slug": "claude", "app_id": 7, "repository_selection": "all",
    "permissions": {"contents": "write", "pull_requests": "write", "metadata": "read", "workflows": "write"},
    "events": ["push"], "created_at": "2025-05-01T10:00:00.000Z", "updated_at": "2026-09-01T10:00:00Z", "suspended_at": None,
}  # fmt: skip
COPILOT_APP = {
    **INSTALLATION,
    "app_slug": "copilot-swe-agent",
    "created_at": 1746093600,
    "repository_selection": "selected",
}
TOKEN = {
    "id": 25, "owner": {"login": "octocat"}, "repository_selection": "subset", "token_id": 98, "token_name": "claude on my laptop",
    "permissions": {"organization": {"members": "read"}, "repository": {"contents": "write", "metadata": "read"}},
    "access_granted_at": "2026-01-16T08:47:09.000-07:00", "token_expired": False,
    "token_expires_at": "2027-01-16T08:47:09.000-07:00", "token_last_used_at": None,
}  # fmt: skip
AUDIT = {
    "@timestamp": 1793000000000,
    "action": "git.push",
    "actor": "copilot-swe-agent",
    "actor_is_agent": True,
    "agent_session_id": "s1",
    "created_at": 1793000000000,
    "org": "example",
    "repo": "example/code",
    "user": "anna",
}
GITLAB = {
    "id": 42,
    "name": "agent",
    "scopes": ["api", "write_repository"],
    "access_level": 40,
    "active": True,
    "revoked": False,
    "created_at": "2026-01-19T19:00:00.000Z",
    "last_used_at": None,
    "expires_at": "2027-01-18",
    "user_id": 166,
}


def code_host_files() -> Iterator[Sample]:
    pages = [
        {"total_count": 2, "installations": [INSTALLATION]},
        {"total_count": 2, "installations": [COPILOT_APP]},
    ]
    yield Sample("installations.json", encoded(pages[0]), "github-installations")
    yield Sample("installations-slurped.json", encoded(pages), "github-installations")
    yield Sample(
        "installations-paginated.json",
        b"".join(map(encoded, pages)),
        "github-installations",
    )
    yield Sample(
        "installations-list.json",
        encoded([INSTALLATION, COPILOT_APP]),
        "github-installations",
    )
    yield Sample(
        "installations-none.json",
        encoded({"total_count": 0, "installations": []}),
        "github-installations",
    )
    forever = {
        **TOKEN,
        "token_id": 99,
        "token_expires_at": None,
        "repository_selection": "all",
    }
    yield Sample("tokens.json", encoded([TOKEN, forever]), "github-tokens")
    yield Sample(
        "tokens-paginated.json", encoded([TOKEN]) + encoded([forever]), "github-tokens"
    )
    yield Sample("tokens-slurped.json", encoded([[TOKEN], [forever]]), "github-tokens")
    classic = {
        "login": "octocat",
        "credential_id": 161195,
        "credential_type": "personal access token",
        "token_last_eight": "71c3fc11",
        "credential_authorized_at": "2026-01-26T19:06:43Z",
        "credential_accessed_at": "2026-10-26T19:06:43Z",
        "authorized_credential_expires_at": None,
        "scopes": ["repo", "workflow"],
    }
    yield Sample("credential-authorizations.json", encoded([classic]), "github-tokens")
    billing = {
        "seat_breakdown": {"total": 12, "added_this_cycle": 1},
        "seat_management_setting": "assign_selected",
        "public_code_suggestions": "block",
        "ide_chat": "enabled",
        "cli": "enabled",
        "plan_type": "business",
    }
    yield Sample("copilot-billing.json", encoded(billing), "github-copilot")
    seat = {
        "created_at": "2026-01-03T18:00:00-06:00",
        "assignee": {"login": "octocat"},
        "last_activity_at": "2026-10-14T00:53:32-06:00",
        "last_activity_editor": "vscode/1.77.3/copilot/1.86.82",
        "plan_type": "business",
    }
    yield Sample(
        "copilot-seats.json",
        encoded(
            {"total_seats": 2, "seats": [seat, {**seat, "last_activity_at": None}]}
        ),
        "github-copilot",
    )
    agent = {
        "mcp_configuration": {
            "mcpServers": {
                "sentry": {
                    "type": "local",
                    "command": "npx",
                    "args": ["@sentry/mcp-server@latest"],
                    "tools": ["*"],
                    "env": {"SENTRY_TOKEN": "COPILOT_MCP_SENTRY_TOKEN"},
                }
            }
        },
        "firewall": {"enabled": False},
        "require_actions_workflow_approval": False,
    }
    yield Sample("cloud-agent.json", encoded(agent), "github-copilot")
    created = {
        **AUDIT,
        "action": "integration_installation.create",
        "name": "coderabbitai",
        "actor": "anna",
        "actor_is_agent": False,
        "created_at": "2026-11-02T10:00:00Z",
    }
    yield Sample("audit.json", encoded([AUDIT, created]), "github-audit")
    yield Sample(
        "audit.jsonl",
        b"\n".join(json.dumps(one).encode() for one in (AUDIT, created, AUDIT)),
        "github-audit",
    )
    yield Sample("audit-one.json", encoded(AUDIT), "github-audit")
    old = {**GITLAB, "id": 43, "revoked": True}
    yield Sample("gitlab-tokens.json", encoded([GITLAB, old]), "gitlab-tokens")
    yield Sample(
        "gitlab-tokens-no-end.json",
        encoded([{**GITLAB, "expires_at": None}]),
        "gitlab-tokens",
    )


COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
    "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
    "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
ROWS = (
    COLUMNS,
    "<root_account>,arn:aws:iam::123456789012:root,2019-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A",
    "deploy-agent,arn:aws:iam::123456789012:user/deploy-agent,2024-05-01T09:00:00+00:00,false,N/A,N/A,N/A,false,true,2024-05-01T09:00:00+00:00,2026-11-01T12:00:00Z,eu-central-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A",
    "anna.nowak,arn:aws:iam::123456789012:user/anna.nowak,2023-02-01T09:00:00+00:00,TRUE,2026-10-01T08:00:00+00:00,N/A,N/A,true,TRUE,2025-02-01T09:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A",
)
REPORT = "\n".join(ROWS)


def cloud_files() -> Iterator[Sample]:
    known = "aws-credential-report"
    yield Sample("report.csv", REPORT.encode(), known)
    yield Sample("report-bom.csv", b"\xef\xbb\xbf" + REPORT.encode() + b"\n", known)
    yield Sample("report-semicolon.csv", REPORT.replace(",", ";").encode(), known)
    yield Sample("report-wide.csv", REPORT.encode("utf-16"), known)
    cut = "\n".join(",".join(row.split(",")[:12]) for row in REPORT.split("\n"))
    yield Sample("report-cut.csv", cut.encode(), known)
    more = "\n".join(
        f"{row},{'extra' if n == 0 else 'x'}"
        for n, row in enumerate(REPORT.split("\n"))
    )
    yield Sample("report-more.csv", more.encode(), known)
    wrapped = {
        "Content": base64.b64encode(REPORT.encode()).decode(),
        "ReportFormat": "text/csv",
        "GeneratedTime": "2026-11-20T06:00:00+00:00",
    }
    yield Sample("report.json", encoded(wrapped), known)
    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    trust = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {
                    "Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"
                },
                "Action": "sts:AssumeRoleWithWebIdentity",
            }
        ]
    }
    account = {
        "RoleDetailList": [
            {
                "RoleName": "agent",
                "CreateDate": "2026-01-01T00:00:00Z",
                "AssumeRolePolicyDocument": trust,
                "RolePolicyList": [{"PolicyName": "all", "PolicyDocument": everything}],
                "AttachedManagedPolicies": [
                    {
                        "PolicyName": "AdministratorAccess",
                        "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
                    }
                ],
            }
        ],
        "UserDetailList": [
            {
                "UserName": "deploy-agent",
                "CreateDate": "2024-01-01T00:00:00Z",
                "AttachedManagedPolicies": [],
            }
        ],
        "IsTruncated": True,
    }
    yield Sample("account.json", encoded(account), "aws-account")
    used = {
        "JobStatus": "COMPLETED",
        "JobType": "SERVICE_LEVEL",
        "JobCompletionDate": "2026-11-01T00:00:00Z",
        "ServicesLastAccessed": [
            {
                "ServiceName": "Amazon S3",
                "ServiceNamespace": "s3",
                "LastAuthenticated": "2026-10-01T00:00:00Z",
                "TotalAuthenticatedEntities": 1,
            },
            {
                "ServiceName": "AWS IAM",
                "ServiceNamespace": "iam",
                "TotalAuthenticatedEntities": 0,
            },
        ],
    }
    yield Sample("last-accessed.json", encoded(used), "aws-access")
    finding = {
        "findingType": "UnusedPermission",
        "status": "ACTIVE",
        "resource": "arn:aws:iam::1:role/agent",
        "resourceType": "AWS::IAM::Role",
        "resourceOwnerAccount": "1",
        "createdAt": "2026-01-01T00:00:00Z",
        "analyzedAt": "2026-11-01T00:00:00Z",
        "updatedAt": "2026-10-01T00:00:00Z",
    }
    yield Sample(
        "analyzer.json",
        encoded({"findings": [finding, {**finding, "status": "ARCHIVED"}]}),
        "aws-access",
    )
    yield Sample("analyzer-one.json", encoded(finding), "aws-access")
    key = {
        "object": "organization.admin_api_key",
        "id": "key_abc",
        "name": "Anna's key",
        "redacted_value": "sk-admin...def",
        "created_at": 1711471533,
        "last_used_at": 1780000000,
        "owner": {
            "type": "service_account",
            "object": "organization.project.service_account",
            "id": "sa_456",
            "name": "agent",
        },
    }
    project = {
        **key,
        "object": "organization.project.api_key",
        "last_used_at": None,
        "owner": {"type": "user", "user": {"email": "anna@example.com"}},
    }
    yield Sample(
        "openai-keys.json",
        encoded({"object": "list", "data": [key, project], "has_more": False}),
        "openai-admin",
    )
    log = {
        "object": "list",
        "data": [
            {
                "id": "audit_log-x",
                "type": "api_key.created",
                "effective_at": 1790000000,
                "actor": {"type": "session"},
            }
        ],
        "has_more": True,
    }
    yield Sample("openai-log.json", encoded(log), "openai-admin")
    claude = {
        "data": [
            {
                "id": "apikey_01",
                "type": "api_key",
                "name": "Developer Key",
                "status": "active",
                "workspace_id": None,
                "created_at": "2025-10-30T23:58:27.427722Z",
                "created_by": {"id": "user_01", "type": "user"},
                "partial_key_hint": "sk-ant-api03-R2D...igAA",
            }
        ],
        "has_more": False,
    }
    yield Sample("anthropic-keys.json", encoded(claude), "anthropic-admin")
    acts = {
        "data": [
            {
                "id": "a1",
                "type": "admin_api_key_created",
                "actor": {"type": "user_actor", "email": "a@example.com"},
                "created_at": "2026-11-01T00:00:00Z",
            }
        ],
        "has_more": False,
    }
    yield Sample("anthropic-activities.json", encoded(acts), "anthropic-admin")


BOT = {
    "kind": "bot",
    "version": "v1",
    "metadata": {"name": "release"},
    "spec": {
        "roles": ["access", "editor"],
        "traits": [{"name": "logins", "values": ["root"]}],
        "max_session_ttl": {"seconds": 43200},
    },
    "status": {"user_name": "bot-release", "role_name": "bot-release"},
}
BOT_YAML = """kind: bot
version: v1
metadata:
  name: release
spec:
  roles: [access]
  max_session_ttl: 43200s
status:
  user_name: bot-release
---
kind: bot
metadata:
  name: scoped
spec: {}
"""
JOINED = {
    "event": "bot.join",
    "code": "TJ001I",
    "time": "2026-11-01T10:00:00.123Z",
    "uid": "u",
    "cluster_name": "example.com",
    "bot_name": "release",
    "method": "token",
    "success": True,
}
CERT = {
    "event": "cert.create",
    "code": "TC000I",
    "time": "2026-11-01T10:00:00Z",
    "uid": "v",
    "cert_type": "user",
    "identity": {
        "user": "bot-release",
        "roles": ["access"],
        "expires": "2026-11-02T10:00:00Z",
        "bot_name": "release",
    },
}


def other_files() -> Iterator[Sample]:
    second = {
        **BOT,
        "metadata": {"name": "reader"},
        "spec": {"roles": [], "max_session_ttl": "3600s"},
    }
    yield Sample("bots.json", encoded([BOT, second]), "teleport-bots")
    yield Sample("bot.json", encoded(BOT), "teleport-bots")
    yield Sample("bots.yaml", BOT_YAML.encode(), "teleport-bots")
    instance = {
        "kind": "bot_instance",
        "version": "v1",
        "metadata": {"name": "x"},
        "spec": {"bot_name": "release", "instance_id": "x"},
        "status": {
            "latest_heartbeats": [
                {"recorded_at": "2026-11-01T10:00:00Z", "join_method": "github"}
            ],
            "initial_authentication": {"join_method": "github"},
        },
    }
    yield Sample("bot-instances.json", encoded([instance]), "teleport-bots")
    yield Sample("events.json", encoded([JOINED, CERT]), "teleport-audit")
    yield Sample(
        "events.log",
        b"\n".join(
            json.dumps(one).encode()
            for one in (JOINED, CERT, {**JOINED, "event": "user.login"})
        ),
        "teleport-audit",
    )
    control = {
        "controlID": "C-0012",
        "name": "Applications credentials in configuration files",
        "status": "failed",
        "statusInfo": {"status": "failed"},
        "complianceScore": 50,
    }
    scan = {
        "generationTime": "2026-10-01T00:00:00Z",
        "clusterName": "c",
        "summaryDetails": {
            "controls": {
                "C-0012": control,
                "C-0030": {
                    **control,
                    "status": "passed",
                    "statusInfo": {"status": "passed"},
                },
            }
        },
        "resources": [{"resourceID": "r", "object": {"env": planted()["stripe"]}}],
        "results": [
            {
                "resourceID": "r",
                "controls": [{"controlID": "C-0012", "status": {"status": "failed"}}],
            }
        ],
        "metadata": {
            "scanMetadata": {"kubescapeVersion": "v3.0.3", "formatVersion": "v2"}
        },
    }
    yield Sample("kubescape.json", encoded(scan), "kubescape")
    yield Sample(
        "kubescape-no-day.json",
        encoded({**scan, "generationTime": "0001-01-01T00:00:00Z"}),
        "kubescape",
    )
    found = {
        "ruleId": "github-pat",
        "message": {"text": f"found {planted()['github classic']}"},
        "locations": [],
        "properties": {"author": "anna"},
    }
    sarif = {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "gitleaks",
                        "semanticVersion": "v8.0.0",
                        "rules": [],
                    }
                },
                "results": [
                    found,
                    found,
                    {**found, "suppressions": [{"kind": "external"}]},
                ],
            }
        ],
    }
    yield Sample("gitleaks.sarif", encoded(sarif), "sarif")
    yield Sample(
        "empty.sarif",
        encoded(
            {
                "version": "2.1.0",
                "runs": [{"tool": {"driver": {"name": "semgrep"}}, "results": []}],
            }
        ),
        "sarif",
    )
    service = {
        "bom-ref": "s1",
        "provider": {"name": "Anthropic, PBC"},
        "name": "claude-code",
        "endpoints": ["https://api.anthropic.com/v1"],
        "authenticated": True,
        "x-trust-boundary": True,
        "data": [{"flow": "outbound", "classification": "source-code"}],
    }
    for version in ("1.4", "1.5", "1.6", "1.7"):
        bom = {
            "bomFormat": "CycloneDX",
            "specVersion": version,
            "version": 1,
            "metadata": {"timestamp": "2026-11-01T00:00:00Z"},
            "services": [
                service,
                {
                    "name": "inner",
                    "endpoints": ["http://tools.example.com/mcp"],
                    "authenticated": False,
                },
            ],
        }
        yield Sample(f"bom-{version}.json", encoded(bom), "cyclonedx")
    xml = f'<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">\n<metadata><timestamp>2026-11-01T00:00:00Z</timestamp></metadata>\n<services><service bom-ref="s1"><provider><name>OpenAI</name></provider><name>codex</name><endpoints><endpoint>https://api.openai.com/v1?api_key={planted()["random"]}</endpoint></endpoints><authenticated>true</authenticated><x-trust-boundary>true</x-trust-boundary><data><classification flow="outbound">PII</classification></data></service></services></bom>'
    yield Sample("bom.xml", xml.encode(), "cyclonedx")


def kept_files() -> Iterator[Sample]:
    """What clients keep after signing in, and what the collector notes of a repository."""
    claude = {
        "claudeAiOauth": {
            "accessToken": planted()["anthropic oauth"],
            "refreshToken": planted()["random"],
            "expiresAt": 1790000000000,
            "scopes": ["user:inference"],
            "subscriptionType": "max",
        }
    }
    codex = {
        "OPENAI_API_KEY": None,
        "tokens": {"access_token": planted()["web token"], "account_id": "x"},
        "last_refresh": "2026-11-01T10:00:00.123456789Z",
    }
    gemini = {"access_token": planted()["google oauth"], "expiry_date": 1790000000000}
    copilot = {
        "github.com:Iv1": {"user": "anna", "oauth_token": planted()["github oauth"]}
    }
    for path, data in {
        ".claude/.credentials.json": claude,
        ".codex/auth.json": codex,
        ".codex-with-key/auth.json": {"OPENAI_API_KEY": planted()["openai project"]},
        ".gemini/oauth_creds.json": gemini,
        ".config/github-copilot/apps.json": copilot,
    }.items():
        yield Sample(path, encoded(data), "sign-in")
    uses = {"uses": "anthropics/claude-code-action", "pinned": False, "id_token": True}
    noted = {"riskapp_repository": 1, "files": [".aiexclude"], "workflows": [uses]}
    yield Sample("repository.json", encoded(noted), "repository")


def hostile_files() -> Iterator[Sample]:
    """Files that must get a clear word, and quickly."""
    servers_start = b'{"mcpServers": {"a": {"command": "'
    yield Sample("nul.json", servers_start + b'\x00"}}}', "")
    yield Sample("nul-escaped.json", servers_start + b'\\u0000"}}}', "")
    yield Sample("control.json", servers_start + b'\x1b[2J"}}}', "")
    yield Sample(
        "direction.json", servers_start + "npx\u202egpj".encode() + b'"}}}', ""
    )
    yield Sample("direction-escaped.json", servers_start + b'npx\\u202egpj"}}}', "")
    yield Sample(
        "deep.json", b'{"mcpServers":' + b"[" * 100_000 + b"]" * 100_000 + b"}", ""
    )
    yield Sample("deep-objects.json", b'{"a":' * 5000 + b"1" + b"}" * 5000, "")
    yield Sample(
        "keys.json", b'{"mcpServers":{' + b'"a":1,' * 3_100_000 + b'"b":1}}', ""
    )
    yield Sample("large.json", b" " * 20_000_001, "")
    yield Sample("broken.json", b'{"mcpServers": {\n"a": {"command": }}', "")
    yield Sample("open.json", b'{"mcpServers": {"a": {"command": "npx"', "")
    yield Sample("open-list.json", b'[{"token_id": 1},', "")
    yield Sample("latin.json", '{"mcpServers": {"ä": {}}}'.encode("latin-1"), "")
    yield Sample(
        "entities.xml",
        b'<!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><bom>&b;</bom>',
        "",
    )
    yield Sample(
        "outside.xml", b'<!DOCTYPE bom SYSTEM "http://x.example/x.dtd"><bom/>', ""
    )
    yield Sample("deep.xml", b"<a>" * 500 + b"</a>" * 500, "")
    yield Sample("alias.yaml", b"a: &a [x, x]\nb: [*a, *a]\n", "")
    yield Sample("tag.yaml", b"kind: !!python/object/apply:os.system [ls]\n", "")
    yield Sample("deep.toml", b"a = " + b"[" * 5000 + b"]" * 5000, "")
    yield Sample(
        "twice.toml", b'approval_policy = "never"\napproval_policy = "untrusted"\n', ""
    )
    yield Sample("wide.csv", (COLUMNS + "\n" + "x," * 5000).encode(), "")
    yield Sample("packed.zip", b"PK\x03\x04" + b"\x00" * 100, "")
    yield Sample("packed.json.gz", b"\x1f\x8b\x08" + b"\x00" * 100, "")
    yield Sample("paper.pdf", b"%PDF-1.7\n", "")
    yield Sample("empty.json", b"", "")
    yield Sample("nothing.json", b"[]", "")
    yield Sample("other.json", b'{"hello": "world"}', "")
    yield Sample("text.txt", b"Dear buyer, all is well.", "")
    yield Sample("content.json", b'{"Content": "@@@", "ReportFormat": "text/csv"}', "")


def samples() -> tuple[Sample, ...]:
    """Every file that has to be read."""
    return (
        *client_files(),
        *permission_files(),
        *code_host_files(),
        *cloud_files(),
        *other_files(),
        *kept_files(),
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for sample in (*samples(), *hostile_files()):
        target = folder / sample.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(sample.content)
