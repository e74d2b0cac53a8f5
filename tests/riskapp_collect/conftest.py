import json

import pytest

from scripts.collector import packed
from tests.data.evidence.planted import planted


@pytest.fixture(scope="session")
def collector(tmp_path_factory):
    path = tmp_path_factory.mktemp("collector") / "riskapp-collect.pyz"
    path.write_bytes(packed())
    return path


def written(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data))


@pytest.fixture
def home(tmp_path):
    """The home folder of somebody who uses three tools."""
    folder = tmp_path / "anna.nowak"
    server = {
        "command": "npx",
        "args": ["-y", "server-github"],
        "env": {"GITHUB_TOKEN": planted()["github classic"]},
    }
    written(
        folder,
        ".claude/settings.json",
        {
            "permissions": {"defaultMode": "default", "allow": ["Bash(git:*)", "Read"]},
            "env": {"DISABLE_TELEMETRY": "1", "CLAUDE_CODE_ENABLE_TELEMETRY": "1"},
            "model": "opus",
        },
    )
    project = {str(folder / "work"): {"mcpServers": {"tickets": server}}}
    written(
        folder, ".claude.json", {"mcpServers": {"github": server}, "projects": project}
    )
    written(
        folder,
        ".claude/.credentials.json",
        {
            "claudeAiOauth": {
                "accessToken": planted()["anthropic oauth"],
                "subscriptionType": "team",
            }
        },
    )
    written(folder, ".cursor/mcp.json", {"mcpServers": {"github": server}})
    written(
        folder,
        ".codex/config.toml",
        'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n',
    )
    written(folder, ".gemini/settings.json", "{broken")
    return folder
