"""What an evaluation says of what is missing, in words: for pages, reports and terminals alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from questionnaires.document.words import mark
from questionnaires.document.words import say as _

LITTLE_EVIDENCE = mark("Hardly anything is backed by evidence")
ON_WORDS_ALONE = mark("Nobody reaches “low” on words alone.")
SUPPORT_ANSWERS = mark(
    "Support the answers with documents until at least %(share)s %% is backed."
)


class WarningSaidOnce(NamedTuple):
    """What a check says, and the tools it is said of."""

    words: str
    tools: tuple[str, ...]


def not_ruled_out(missing: Sequence[str], lifted_by: Sequence[str]) -> str:
    """Why a critical rule cannot be ruled out, and which answers would do that; "" for a
    rule that fired. Questions are named by their ids."""
    if not missing:
        return ""
    names = {"questions": ", ".join(missing), "single": ", ".join(lifted_by)}
    if len(missing) == 1:
        return _("Cannot be ruled out while %(questions)s has no known answer.") % names
    if not lifted_by:
        return (
            _(
                "Cannot be ruled out while %(questions)s have no known answers. Only all of "
                "them together can rule it out."
            )
            % names
        )
    if len(lifted_by) == 1:
        return (
            _(
                "Cannot be ruled out while %(questions)s have no known answers. %(single)s "
                "alone can rule it out."
            )
            % names
        )
    return (
        _(
            "Cannot be ruled out while %(questions)s have no known answers. Any one of "
            "%(single)s can rule it out."
        )
        % names
    )


def words_of_floor(floor: Mapping[str, Any]) -> str:
    """The same of a floor as it is stored with a score; "" for scores of model 1."""
    return not_ruled_out(floor.get("missing", ()), floor.get("lifted_by", ()))


def words_of_warning(warning: Mapping[str, Any]) -> str:
    """What a stored check says, or that it could not be made; in the reader's language."""
    if not warning.get("is_missing"):
        return str(warning["text"])
    return cannot_be_made(warning["questions"])


def said_once(warnings: Sequence[Mapping[str, Any]]) -> list[WarningSaidOnce]:
    """Each sentence of stored checks once, with the tools it is said of, in their order."""
    found: dict[str, dict[str, None]] = {}
    for warning in warnings:
        tools = found.setdefault(words_of_warning(warning), {})
        if warning.get("tool"):
            tools[str(warning["tool"])] = None
    return [WarningSaidOnce(words, tuple(tools)) for words, tools in found.items()]


def cannot_be_made(questions: Sequence[str]) -> str:
    """That a check could not be made for want of answers."""
    return _(
        "This check cannot be made while there is no known answer to %(questions)s."
    ) % {"questions": ", ".join(questions)}


def not_asked_in_words(data: Mapping[str, Any]) -> list[str]:
    """What the short form of a stored result left out, in one sentence; none where everything
    was asked."""
    asked = data.get("asked") or {}
    if asked.get("form") != "short":
        return []
    count = len(asked["not_asked"])
    if not count:
        return [_("Only the short form was sent. What it leaves out does not apply.")]
    if count == 1:
        return [
            _(
                "Only the short form was sent: one question was not asked. It counts as the "
                "worst answer, and apart from those that were left open."
            )
        ]
    return [
        _(
            "Only the short form was sent: %(count)s questions were not asked. Each counts as "
            "the worst answer, and apart from those that were left open."
        )
        % {"count": count}
    ]


def claims_in_words(data: Mapping[str, Any]) -> list[str]:
    """What a stored result rests on that nobody has checked, one sentence each."""
    found = not_asked_in_words(data)
    claims = data.get("claims")
    if not claims:
        return found
    if claims["no_ai_tool_used"]:
        found.append(
            _("The answers say that no AI tool is used. This is a claim to be checked.")
        )
    if claims["register_is_empty"]:
        found.append(
            _(
                "The register of AI tools is empty, and the answers do not say that none is "
                "used. It counts as one tool of which nothing is known."
            )
        )
    count = len(claims["not_applicable"])
    if count == 1:
        found.append(
            _("One “does not apply” counts as open until a reviewer accepts it.")
        )
    elif count:
        found.append(
            _(
                "%(count)s times “does not apply” counts as open until a reviewer accepts it."
            )
            % {"count": count}
        )
    missing = sum(1 for warning in data["warnings"] if warning.get("is_missing"))
    if missing == 1:
        found.append(_("One consistency check cannot be made for want of an answer."))
    elif missing:
        found.append(
            _("%(count)s consistency checks cannot be made for want of answers.")
            % {"count": missing}
        )
    return found
