"""What the product is made of, and whether any of it is known to be vulnerable.

``python scripts/audit.py`` works without a network: it writes the bill of materials
(CycloneDX) of everything that requirements.txt pulls in, and compares the versions with the
advisories in scripts/advisories.json, a dated extract. It fails when one of them is affected.
``--refresh`` fetches that extract anew from OSV, where there is a network.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import re
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
ADVISORIES = Path(__file__).with_name("advisories.json")
OSV = "https://api.osv.dev/v1"
OLD_AFTER = datetime.timedelta(days=30)
Advisory = Mapping[str, Any]


def installed(requirements: Path) -> dict[str, str]:
    """Every distribution that a file of requirements pulls in, with its version."""
    found: dict[str, str] = {}
    waiting = [(wanted, set(wanted.extras)) for wanted in pinned(requirements)]
    while waiting:
        wanted, extras = waiting.pop()
        name = canonicalize_name(wanted.name)
        is_known = name in found
        distribution = importlib.metadata.distribution(wanted.name)
        found[name] = distribution.version
        if is_known and not extras:
            continue
        for line in distribution.requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in ({""} | extras)
            ):
                waiting.append((needed, set(needed.extras)))
    return dict(sorted(found.items()))


def pinned(requirements: Path) -> Iterator[Requirement]:
    for line in requirements.read_text("utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            yield from pinned(requirements.with_name(text[3:].strip()))
        elif text:
            yield Requirement(text)


def bill(packages: Mapping[str, str]) -> str:
    """The bill of materials as CycloneDX 1.6."""
    bom = Bom()
    bom.metadata.component = Component(
        name="riskapp", type=ComponentType.APPLICATION, bom_ref="riskapp"
    )
    for name, version in packages.items():
        url = PackageURL("pypi", None, name, version)
        bom.components.add(
            Component(name=name, version=version, purl=url, bom_ref=str(url))
        )
    bom.register_dependency(bom.metadata.component, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def is_affected(version: str, advisory: Advisory) -> bool:
    """Whether a version lies in one of the ranges of an advisory (``introduced`` is the first
    that is affected, ``fixed`` the first that is not), or is named by itself."""
    if version in advisory.get("versions", ()):
        return True
    found = Version(version)
    for first, fixed in advisory["ranges"]:
        if found >= Version(first) and (fixed is None or found < Version(fixed)):
            return True
    return False


def affected(
    packages: Mapping[str, str], advisories: Sequence[Advisory]
) -> list[tuple[str, str, Advisory]]:
    return [
        (name, packages[name], advisory)
        for advisory in advisories
        for name in (canonicalize_name(advisory["package"]),)
        if name in packages and is_affected(packages[name], advisory)
    ]


def age_in_words(known: Mapping[str, Any], today: datetime.date) -> str:
    days = (today - datetime.date.fromisoformat(known["as_of"])).days
    words = f"Advisories as of {known['as_of']}, {days} days old ({known['source']})."
    if datetime.timedelta(days=days) > OLD_AFTER:
        words += " That is old: run this with --refresh where there is a network."
    return words


def refreshed(
    packages: Mapping[str, str], today: datetime.date, osv: str = OSV
) -> dict[str, Any]:
    """The advisories that OSV has of any version of these packages."""
    found: dict[tuple[str, str], Advisory] = {}
    for name in packages:
        question: dict[str, Any] = {"package": {"ecosystem": "PyPI", "name": name}}
        while True:
            answer = _ask(f"{osv}/query", question)
            for entry in answer.get("vulns", ()):
                for advisory in reduced(entry):
                    found[advisory["package"], advisory["id"]] = advisory
            if not answer.get("next_page_token"):
                break
            question["page_token"] = answer["next_page_token"]
    return {
        "as_of": today.isoformat(),
        "source": "OSV (osv.dev), every advisory of each package",
        "advisories": [found[key] for key in sorted(found)],
    }


def reduced(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is kept of an entry of OSV: one advisory for each package of PyPI in it."""
    if entry.get("withdrawn"):
        return
    for about in entry.get("affected", ()):
        if about["package"]["ecosystem"] != "PyPI":
            continue
        ranges = [
            pair
            for found in about.get("ranges", ())
            if found["type"] == "ECOSYSTEM"
            for pair in _pairs(found["events"])
        ]
        advisory: dict[str, Any] = {
            "id": entry["id"],
            "package": canonicalize_name(about["package"]["name"]),
            "aliases": sorted(entry.get("aliases", ())),
            "published": str(entry.get("published", ""))[:10],
            "ranges": ranges,
        }
        if not ranges:
            advisory["versions"] = sorted(about.get("versions", ()))
        yield advisory


def _pairs(events: Sequence[Mapping[str, str]]) -> Iterator[list[str | None]]:
    first: str | None = None
    for event in sorted(events, key=lambda e: Version(next(iter(e.values())))):
        if "introduced" in event:
            first = event["introduced"]
        elif "fixed" in event and first is not None:
            yield [first, event["fixed"]]
            first = None
    if first is not None:
        yield [first, None]


def _ask(url: str, question: Mapping[str, Any]) -> Any:
    if not re.match(r"https://|http://127\.0\.0\.1:", url):
        raise SystemExit(f"{url} is not asked.")
    body = json.dumps(question).encode()
    request = urllib.request.Request(  # noqa: S310  # the address was looked at
        url, body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310
        return json.load(reply)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--refresh", action="store_true")
    parser.add_argument("--osv", default=OSV, help="where OSV answers")
    parser.add_argument("--advisories", type=Path, default=ADVISORIES)
    parser.add_argument("--sbom", type=Path, default=ROOT / "var" / "sbom.cdx.json")
    given = parser.parse_args(arguments)
    packages = installed(ROOT / "requirements.txt")
    today = datetime.datetime.now(datetime.UTC).date()
    if given.refresh:
        known = refreshed(packages, today, given.osv)
        given.advisories.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    known = json.loads(given.advisories.read_text("utf-8"))
    given.sbom.parent.mkdir(parents=True, exist_ok=True)
    given.sbom.write_text(bill(packages), "utf-8")
    print(f"{len(packages)} packages: {given.sbom}")
    print(age_in_words(known, today))
    faults = affected(packages, known["advisories"])
    for name, version, advisory in faults:
        also = ", ".join(advisory["aliases"])
        print(f"AFFECTED: {name} {version} by {advisory['id']} ({also})")
    if not faults:
        print(f"No package is affected by the {len(known['advisories'])} advisories.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
