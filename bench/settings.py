"""The settings of tests without what only watches over tests, and what only our tools bring."""

import sys

# structlog loads what it finds: import-linter, Playwright and the site of the documentation bring these.
for name in ("rich", "greenlet", "colorama"):
    sys.modules.setdefault(name, None)

from riskapp.settings.test import *  # noqa: E402, F403
from riskapp.settings.test import INSTALLED_APPS, MIDDLEWARE  # noqa: E402

INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "zeal"]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("tests.")]
