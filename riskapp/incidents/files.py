"""Reading a CSAF advisory, 2.0 or 2.1, that nobody trusts: what it is, and which products it names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from riskapp.common.names import tidy
from riskapp.evidence.decoding import decode
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers.json_text import open_json
from riskapp.incidents.errors import AdvisoryRefused

MOST_BYTES = 5_000_000
LIMITS = Limits(bytes=MOST_BYTES, depth=40, values=200_000, seconds=5.0)
VERSIONS = ("2.0", "2.1")
MOST_PRODUCTS = 200
DEEPEST = 30
# Product statuses (2.0, 3.2.3.9; 2.1 adds "unknown") of something affected, or that may be.
AFFECTED = ("first_affected", "known_affected", "last_affected", "under_investigation", "unknown")  # fmt: skip
_DOCUMENT = ("category", "csaf_version", "publisher", "title", "tracking")
_PUBLISHER = ("category", "name", "namespace")
_TRACKING = (
    "current_release_date", "id", "initial_release_date", "revision_history", "status",
    "version",
)  # fmt: skip
_BRANCHES = {
    "architecture", "host_name", "language", "legacy", "patch_level", "platform", "product_family",
    "product_name", "product_version", "product_version_range", "service_pack",
    "specification", "vendor",
}  # fmt: skip
_STATUSES = {"draft", "final", "interim"}
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII
)


@dataclass(frozen=True, slots=True)
class AdvisoryProduct:
    """A product an advisory names: whose it is and what it is called."""

    vendor: str
    name: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """What an advisory says that is kept."""

    file_name: str
    sha256: str
    id: str
    title: str
    publisher: str
    version: str
    released: str
    products: tuple[AdvisoryProduct, ...]

    def facts(self) -> dict[str, str]:
        """What an incident keeps of it."""
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "version": self.version,
            "released": self.released,
        }


def read_advisory(content: bytes, file_name: str) -> Advisory:
    """The advisory in a file; raises AdvisoryRefused, which says where and why."""
    document = _Node(_parsed(content, file_name), "")
    head = document.child("document")
    head.needs(_DOCUMENT)
    if head.text("csaf_version") not in VERSIONS:
        raise AdvisoryRefused(
            _("%(place)s is another version") % {"place": "/document/csaf_version"},
            _expected(),
        )
    publisher, tracking = head.child("publisher"), head.child("tracking")
    publisher.needs(_PUBLISHER)
    tracking.needs(_TRACKING)
    tracking.one_of("status", _STATUSES)
    for name in ("current_release_date", "initial_release_date"):
        tracking.time(name)
    tree = _products(document)
    affected = _affected(document, set(tree))
    products = tuple(dict.fromkeys(tree[pk] for pk in tree if pk in affected))
    if not products:
        raise AdvisoryRefused(
            _("it names no affected product"), "/product_tree, /vulnerabilities"
        )
    return Advisory(
        file_name=tidy(file_name)[-150:],
        sha256=hashlib.sha256(content).hexdigest(),
        id=tracking.text("id")[:100],
        title=head.text("title")[:300],
        publisher=publisher.text("name")[:200],
        version=tracking.text("version")[:40],
        released=tracking.text("current_release_date")[:40],
        products=products[:MOST_PRODUCTS],
    )


def _expected() -> str:
    earlier, later = VERSIONS
    return _("CSAF %(earlier)s or %(later)s") % {"earlier": earlier, "later": later}


def _parsed(content: bytes, file_name: str) -> Any:
    try:
        text = decode(content, file_name, LIMITS)
        opened = open_json(text, file_name, LIMITS, Watch(file_name, LIMITS.seconds))
        parts = [part.data for part in opened.parts]
    except EvidenceFileRefused as error:
        raise AdvisoryRefused(str(error)) from error
    if opened.warnings:
        raise AdvisoryRefused(_("a key stands twice in one place"), "JSON")
    if len(parts) != 1 or not isinstance(parts[0], dict):
        raise AdvisoryRefused(_("it holds no single object"), _expected())
    return parts[0]


@dataclass(frozen=True, slots=True)
class _Node:
    """An object in the file, and where it stands."""

    data: Any
    place: str

    def child(self, name: str) -> _Node:
        found = self.mapping().get(name)
        node = _Node(found, f"{self.place}/{name}")
        if not isinstance(found, dict):
            raise node.wrong(_("an object"))
        return node

    def items(self, name: str) -> Iterator[_Node]:
        """The objects of a list; none where it is missing."""
        found = self.mapping().get(name, [])
        place = f"{self.place}/{name}"
        if not isinstance(found, list):
            raise _Node(found, place).wrong(_("a list"))
        for at, item in enumerate(found):
            node = _Node(item, f"{place}/{at}")
            node.mapping()
            yield node

    def texts(self, name: str) -> Iterator[str]:
        found = self.mapping().get(name, [])
        node = _Node(found, f"{self.place}/{name}")
        if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
            raise node.wrong(_("a list of texts"))
        yield from found

    def text(self, name: str) -> str:
        found = self.mapping().get(name)
        if not isinstance(found, str) or not found.strip():
            raise _Node(found, f"{self.place}/{name}").wrong(_("a text"))
        return tidy(found)

    def needs(self, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in self.mapping():
                raise _Node(None, f"{self.place}/{name}").wrong(_("a value"))

    def one_of(self, name: str, known: set[str]) -> str:
        found = self.text(name)
        if found not in known:
            words = ", ".join(sorted(known))
            raise _Node(found, f"{self.place}/{name}").wrong(words)
        return found

    def time(self, name: str) -> None:
        if _TIME.match(self.text(name)) is None:
            raise _Node(None, f"{self.place}/{name}").wrong("2026-11-29T12:00:00Z")

    def mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.data, dict):
            raise self.wrong(_("an object"))
        return self.data

    def wrong(self, expected: str) -> AdvisoryRefused:
        what = _("%(place)s is missing or of another kind") % {
            "place": self.place or "/"
        }
        return AdvisoryRefused(what, expected)


def _products(document: _Node) -> dict[str, AdvisoryProduct]:
    """Every product of the tree by its id."""
    if "product_tree" not in document.data:
        return {}
    tree = document.child("product_tree")
    found = dict(_of_branches(tree, "", "", 0))
    for full in tree.items("full_product_names"):
        found[full.text("product_id")] = AdvisoryProduct("", full.text("name")[:200])
    # Products of several parts: 2.0 says how two belong together, 2.1 from where a path begins.
    for kind, reference in (
        ("relationships", "product_reference"),
        ("product_paths", "beginning_product_reference"),
    ):
        for relation in tree.items(kind):
            whole = relation.child("full_product_name")
            part = found.get(relation.text(reference))
            if part is not None:
                found[whole.text("product_id")] = part
    return found


def _of_branches(
    node: _Node, vendor: str, name: str, depth: int
) -> Iterator[tuple[str, AdvisoryProduct]]:
    if depth > DEEPEST:
        raise node.wrong(_("at most %(most)s levels") % {"most": DEEPEST})
    for branch in node.items("branches"):
        category, called = branch.one_of("category", _BRANCHES), branch.text("name")
        own_vendor = called if category == "vendor" else vendor
        own_name = called if category == "product_name" else name
        if "product" in branch.data:
            product = branch.child("product")
            full_name = product.text("name")
            yield (
                product.text("product_id"),
                AdvisoryProduct(own_vendor[:200], (own_name or full_name)[:200]),
            )
        yield from _of_branches(branch, own_vendor, own_name, depth + 1)


def _affected(document: _Node, known: set[str]) -> set[str]:
    """The ids of products that are affected, or may be; every product where no vulnerability
    says which."""
    named: set[str] = set()
    says = False
    for vulnerability in document.items("vulnerabilities"):
        if "product_status" not in vulnerability.data:
            continue
        says = True
        status = vulnerability.child("product_status")
        for kind in AFFECTED:
            named.update(status.texts(kind))
    return named if says else known
