"""Put every decision into the navigation, so that a new one needs no line of its own."""

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    folder = Path(config.docs_dir) / "decisions"
    decisions = [f"decisions/{path.name}" for path in sorted(folder.glob("*.md"))]
    for part in config.nav:
        if "Decisions" in part:
            part["Decisions"] = decisions
    return config
