"""The register of tools across vendors, and the rights that are not needed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from riskapp.accounts.access import signed_in
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page, narrowing
from riskapp.inventory import queries
from riskapp.inventory.forms import WEAK, ExcessFilter, ToolFilter
from riskapp.inventory.models import Tool
from riskapp.inventory.queries.listing import ByProduct, ByValue
from riskapp.inventory.queries.sums import tool_sums
from riskapp.lists.choices import ListName
from riskapp.lists.queries import OF_PARTS, bulk_bar, saved_views

FIRST_PRODUCTS = 10
# The orders by a column of few values.
FEW_VALUES = {"-lifetime": "lifetime", "-right": "highest", "-excess": "excess_rank"}
SHOWN_AT_ONCE = 25  # of rows that hold a dozen facts each, below four pictures


def _word(column: str) -> Callable[[Tool], str]:
    """What a tool has in a column, in the language of the reader."""
    return lambda tool: queries.words_of(tool).get(column, "")


def _excess(tool: Tool) -> str:
    return ", ".join(
        right["label"] for right in queries.excess_in_words([tool])[0]["rights"]
    )


def _corrected(tool: Tool) -> str:
    """What counts in place of what the vendor said, each with the reason."""
    words = gettext(
        "%(counts)s (the vendor said: %(display_text)s; reason: %(reason)s)"
    )
    found = queries.corrections_of(tool).values()
    return "; ".join(
        words % (one | {"reason": one["reason"] or "–"})
        for many in found
        for one in many
    )


COLUMNS = (
    Column("Tool", lambda tool: tool.name),
    Column("Known as", lambda tool: tool.product),
    Column("Vendor", lambda tool: tool.vendor.name),
    Column("Engagement", lambda tool: tool.engagement.name),
    Column("Provider", _word("provider")),
    Column("Models", lambda tool: tool.families),
    Column("Plan", _word("plan")),
    Column("Autonomy", _word("autonomy")),
    Column("Runs", _word("runs")),
    Column("Credential", _word("credential")),
    Column("Credential valid for", _word("lifetime")),
    Column("Credential last changed", _word("changed")),
    Column("Credential last changed on", lambda tool: tool.changed_on),
    Column("Class of the highest right", lambda tool: tool.highest),
    Column("Rights", _word("rights")),
    Column("Needed", _word("needed")),
    Column("Rights it does not need", _excess),
    Column("Environments", _word("environments")),
    Column("Places", _word("places")),
    Column("Seen from", _word("seen_from")),
    Column("Retention", _word("retention")),
    Column("Training", _word("training")),
    Column("Contract", _word("contract")),
    Column("Owner", _word("owner")),
    Column("Access reviewed", _word("reviewed")),
    Column("Corrected by a reviewer", _corrected),
)


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """Every tool of every vendor, narrowed and sorted, or as a file."""
    user = signed_in(request)
    tools = queries.listed(user).only(*queries.SHOWN)
    today = timezone.localdate()
    # The whole list tells what the tools are along with its pictures.
    whole = None if _narrows(request.GET) else tool_sums(tools, today, by_product=True)
    names = queries.products(tools) if whole is None else whole.products
    vendors = queries.vendors_with_tools(tools)
    narrowed = ToolFilter(
        request.GET,
        queryset=queries.first_found(tools) if whole is None else tools,
        products=names,
        vendors=vendors,
        user=user,
    )
    if file := list_file(request, "tools", COLUMNS, narrowed.qs):
        return file
    # In their own order those of a page are found by what is counted of each product, and of few
    # values by what is counted of each.
    order = request.GET.get("order", "")
    found = whole or tool_sums(narrowed.qs, today, by_product=not order)
    acts = dict(found.autonomy)
    rows: ByProduct | ByValue | None = None
    if order in FEW_VALUES:
        rows = ByValue(narrowed.qs, FEW_VALUES[order], found.total)
    elif not (whole or order):
        rows = ByProduct(narrowed.qs, found.products)
    context = list_page(request, narrowed, rows, known=found.total, size=SHOWN_AT_ONCE)
    context |= {
        "sums": found,
        "bars": {
            name: [(bar, _with(request.GET, name, bar.code)) for bar in bars]
            for name, bars in (
                ("aged", found.ages),
                ("training", found.training),
                ("kept", found.kept),
            )
        },
        "heat": [
            (
                row.level,
                row.words,
                [
                    (
                        acts[code],
                        number,
                        f"{_with(request.GET, 'autonomy', code)}&level={row.level}",
                    )
                    for code, number in row.numbers
                ],
            )
            for row in found.heat
        ],
        "rows": queries.in_words(context["page"].object_list),
        "saved": saved_views(user, ListName.TOOLS, context["query"]),
        "bar": bulk_bar(request, does=OF_PARTS),
        "today": today,
        "about": next((ABOUT[n] for n in ABOUT if request.GET.get(n)), ""),
        "chosen": request.GET.get("product", ""),
        "products": [
            (name, count, _with(request.GET, "product", name))
            for name, count in names[:FIRST_PRODUCTS]
        ],
        "quick_filters": [
            (label, found.calling[key], _with(request.GET, name, value))
            for key, label, name, value in QUICK_FILTERS
            if request.GET.get(name) != value
        ],
    }
    return render(request, "inventory/list.html", context)


QUICK_FILTERS = (
    ("old", _("Credential older than 90 days"), "age", "90"),
    ("excess", _("Rights it does not need"), "excess", "any"),
    ("training", _("Training in doubt"), "training", WEAK),
    ("contract", _("Contract in doubt"), "contract", WEAK),
    ("review", _("Not reviewed for a year"), "review", "due"),
)


# What a narrowed list is about, in a question to its vendors.
ABOUT = {
    "age": "changed",
    "excess": "needed",
    "lifetime": "lifetime",
    "training": "training",
    "contract": "contract",
    "review": "reviewed",
    "place": "places",
    "right": "rights",
}


@require_GET
def excess(request: HttpRequest) -> HttpResponseBase:
    """Least privilege: the rights that are held and not needed, the most severe first."""
    user = signed_in(request)
    tools = queries.with_excess(user).only(*queries.SHOWN)
    narrowed = ExcessFilter(
        request.GET,
        queryset=tools,
        vendors=queries.vendors_with_tools(tools),
        user=user,
    )
    if file := list_file(request, "excess-rights", COLUMNS, narrowed.qs):
        return file
    context = list_page(request, narrowed)
    context |= {
        "rows": queries.excess_in_words(context["page"].object_list),
        "bar": bulk_bar(request, does=OF_PARTS),
    }
    return render(request, "inventory/excess.html", context)


def _narrows(query: QueryDict) -> bool:
    """Whether an address says more than how its list is sorted."""
    return bool(QueryDict(narrowing(query)).keys() - {"order"})


def _with(query: QueryDict, name: str, value: str) -> str:
    """The query string with one filter set, or left out, on its first page."""
    changed = query.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return changed.urlencode()
