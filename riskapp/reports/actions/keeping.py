"""The look of reports, and how long their files are kept."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import BadPicture
from riskapp.reports.models import Report, ReportLook

LARGEST = 1024 * 1024
LONGEST_SIDE = 3000
SHOWN_SIDE = 800


@transaction.atomic
def change_look(
    organisation: Organisation,
    *,
    colour: str,
    logo: bytes | None = None,
    remove_logo: bool = False,
    by: User,
) -> ReportLook:
    """Set the colour and, where one is given, the logo of reports asked for from now on.

    Raises BadPicture; the picture is drawn anew, so that nothing hidden in it stays.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    look, _made = ReportLook.objects.get_or_create(organisation=organisation)
    before = _facts(look)
    look.colour = colour
    if logo is not None:
        look.logo = _redrawn(logo)
    elif remove_logo:
        look.logo = b""
    if _facts(look) != before:
        look.save()
        record(
            "look of reports changed",
            organisation,
            organisation=organisation,
            by=by,
            before=before,
            after=_facts(look),
        )
    return look


def expire_reports() -> int:
    """Remove the files of reports that have been kept long enough; what they were (code,
    digests) stays, so that a copy can still be verified. Returns how many."""
    limit = timezone.now() - timedelta(days=settings.REPORT_RETENTION_DAYS)
    old = Report.objects.filter(state=ReportState.READY, finished_at__lt=limit)
    return sum(_expire(report) for report in old.select_related("organisation"))


@transaction.atomic
def _expire(report: Report) -> bool:
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.READY:
        return False
    name, storage = str(report.file.name), report.file.storage
    report.state = ReportState.EXPIRED
    report.file = ""
    report.save(update_fields=["state", "file"])
    record(
        "report file removed",
        report,
        organisation=report.organisation,
        by=None,
        after={"sha256": report.sha256},
    )
    transaction.on_commit(lambda: storage.delete(name))
    return True


def _facts(look: ReportLook) -> dict[str, str]:
    logo = bytes(look.logo)
    return {
        "colour": look.colour,
        "logo": hashlib.sha256(logo).hexdigest() if logo else "",
    }


def _redrawn(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise BadPicture
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > LONGEST_SIDE:
                raise BadPicture
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadPicture from error
    drawn.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    on_white = Image.new("RGB", drawn.size, "white")
    on_white.paste(drawn, mask=drawn.getchannel("A"))
    out = io.BytesIO()
    on_white.save(out, "PNG", optimize=True)
    return out.getvalue()
