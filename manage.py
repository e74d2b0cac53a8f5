#!/usr/bin/env python
"""Django's command line for riskapp."""

import gc
import os
import sys
from contextlib import suppress

# Services start by themselves for these settings; production names its own.
WITH_OWN_SERVICES = {"riskapp.settings.dev", "riskapp.settings.test"}
# Commands that evaluate a file need no database, so none is started for them.
WITHOUT_SERVICES = {
    "score_answers",
    "report_answers",
    "help",
    "version",
    "collectstatic",
    "collect_texts",
}
# These change tables, as their owner, and partly outside of a transaction.
OF_THE_SCHEMA = {"migrate", "test", "sqlmigrate", "flush"}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.dev")
    from django.core.management import execute_from_command_line

    from riskapp.common.wall import everything
    from riskapp.embedded import ServiceUnavailable, ensure_services

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    settings = os.environ["DJANGO_SETTINGS_MODULE"]
    for place, word in enumerate(sys.argv):
        if word.startswith("--settings="):
            settings = word.partition("=")[2]
        elif word == "--settings" and place + 1 < len(sys.argv):
            settings = sys.argv[place + 1]
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    if (
        settings in WITH_OWN_SERVICES
        and command not in WITHOUT_SERVICES
        and not command.startswith("-")
    ):
        try:
            ensure_services()
        except ServiceUnavailable as error:
            sys.stderr.write(f"{error}\n")
            return 1
    load()
    if command in OF_THE_SCHEMA:
        execute_from_command_line(sys.argv)
        return 0
    with everything("a command of the operator"):
        execute_from_command_line(sys.argv)
    return 0


def load() -> None:
    """Load the product without looking for what nobody needs: it all stays, and looking took a
    fifth of the time. Settings that are wrong are told by the command line, as ever."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    gc.disable()
    with suppress(ImproperlyConfigured, ImportError):
        django.setup()
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    sys.exit(main())
