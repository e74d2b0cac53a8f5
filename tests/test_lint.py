"""What is looked at before a commit is what `make lint` looks at."""

import re

from riskapp.settings.base import ROOT
from tests.factories.plain import plain_yaml

HOOKS = plain_yaml((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def plain(command):
    """A command without its tools' folder, the files it is given and the word for those."""
    words = command.removeprefix("$(BIN)/").removeprefix(".venv/bin/").split()
    return " ".join(word for word in words if word not in {".", "--force-exclude"})


def test_a_commit_is_held_to_what_make_lint_runs():
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    hooks = [hook for repo in HOOKS["repos"] for hook in repo["hooks"]]

    assert [plain(line.strip()) for line in recipe[1].splitlines()] == [
        plain(hook["entry"]) for hook in hooks if hook["id"] != "docs"
    ]
    assert all(hook["language"] == "system" for hook in hooks)  # nothing is fetched
