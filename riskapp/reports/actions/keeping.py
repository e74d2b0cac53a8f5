"""The look of reports."""

from __future__ import annotations

import hashlib
import io

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.reports.errors import BadPicture
from riskapp.reports.models import ReportLook

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


def _facts(look: ReportLook) -> dict[str, str]:
    logo = bytes(look.logo)
    return {
        "colour": look.colour,
        "logo": hashlib.sha256(logo).hexdigest() if logo else "",
    }


def _redrawn(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise BadPicture
    from PIL import Image, UnidentifiedImageError

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
