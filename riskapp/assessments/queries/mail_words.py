"""How an organisation words the mails to its vendors."""

from __future__ import annotations

from questionnaires.models import Response
from riskapp.accounts.models import Organisation
from riskapp.common.wall import in_organisation


def mail_words(response: Response, kind: str, language: str) -> tuple[str, str] | None:
    """Subject and text of an organisation for a kind of mail in a language; None where it
    leaves them as they are. One query."""
    with in_organisation(response.tenant):
        texts = (
            Organisation.objects.filter(pk=response.tenant)
            .values_list("mail_texts", flat=True)
            .first()
        )
    found = (texts or {}).get(kind, {}).get(language)
    return (found["subject"], found["text"]) if found else None
