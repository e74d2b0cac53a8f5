"""Handing a mail to the mail server, so that nobody gets it twice."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable

from django.core import mail
from django.core.mail import EmailMessage

# What a mail server says when it did not take a mail.
REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
    ConnectionRefusedError,
)

logger = logging.getLogger(__name__)


def hand_over(message: EmailMessage, undo: Callable[[], object]) -> bool:
    """Whether a mail is surely out; a mail server that fell silent may have it.

    Note before that it is handed over: what dies in between may have sent it. Raises OSError
    where it is surely not out, and trying again is right; ``undo`` has taken the note back then.
    """
    try:
        return _is_out(message)
    except Exception:
        undo()
        raise


def _is_out(message: EmailMessage) -> bool:
    with mail.get_connection() as message.connection:
        try:
            message.send()
        except REFUSALS:
            raise
        except OSError as error:
            logger.warning("A mail is in doubt: %s.", type(error).__name__)
            return False
    return True
