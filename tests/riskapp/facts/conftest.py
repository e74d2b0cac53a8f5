"""A response that is being answered, and files that speak of its tools."""

import json

import pytest
from django.test import Client

from questionnaires.actions.invitations import invite
from tests.data.evidence.planted import planted
from tests.entering import come_in

SECRET = planted()["github classic"]
MARK = "redacted~github_token~abcd~0123456789abcdef0123456789abcdef~"
SETTINGS = {
    "permissions": {"allow": ["Bash(*)"], "defaultMode": "bypassPermissions"},
    "model": "claude-sonnet-4-5",
}


def servers(token=MARK):
    return json.dumps(
        {
            "mcpServers": {
                "github": {
                    "command": "npx",
                    "args": ["-y", "@modelcontextprotocol/server-github"],
                    "env": {"GITHUB_PERSONAL_ACCESS_TOKEN": token},
                }
            }
        },
        indent=1,
    ).encode()


def settings_file():
    return json.dumps(SETTINGS, indent=1).encode()


def offers(context):
    """What a page proposes: the question, the tool and the answer of each."""
    return [
        (item.question.id, group.entry, item.seen)
        for group in context["groups"]
        for item in group.items
    ]


@pytest.fixture
def answering(world):
    """An assessment whose vendor answers about Claude Code and Cursor."""
    return world.assessment("half-answered")


@pytest.fixture
def vendor(answering) -> Client:
    invitation = answering.response.invitations.first() or invite(
        answering.response, actor="buyer"
    )
    return come_in(invitation)
