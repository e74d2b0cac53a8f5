"""Numbers as the reader writes them; what machines read keeps the decimal point."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format


class Shown(int):
    """A count that a page writes with thousands apart, in the language in force, and that stays a
    number for everything else: "1,204 findings", "1.204 Feststellungen"."""

    def __str__(self) -> str:
        return str(number_format(int(self), force_grouping=True))


def number(value: object) -> str:
    """A number, or the text of one such as "27.3", in the language in force: "27,3" in German.

    As many decimals as it has, and thousands apart. Other text stays as it is, and nothing is nothing.
    """
    if value is None:
        return ""
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not figure.is_finite():
        return str(value)
    return str(number_format(figure, force_grouping=True))
