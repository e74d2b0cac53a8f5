"""How it was judged: a stored score, joined with the words behind its numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.wording import said
from riskapp.assessments.models import Score
from riskapp.assessments.queries.answers import answers_behind, said_by_section
from riskapp.assessments.queries.wording import in_language
from riskapp.common.numbers import number
from riskapp.scoring.catalogue import Catalogue
from riskapp.scoring.languages import catalogue_in
from riskapp.scoring.rated.model import Role, rated
from riskapp.scoring.reading import read_by
from riskapp.scoring.words import words_of_floor

# What a rating suggests, as it is kept with a decision.
WORDS_OF_DECISIONS = {
    "low": gettext_noop("Continue; review in 12 months."),
    "moderate": gettext_noop("Continue with agreed actions; review in 6 months."),
    "high": gettext_noop(
        "Limit access until the actions are done; review in 3 months."
    ),
    "critical": gettext_noop("Stop the tool or the access concerned now."),
}
DECISIONS = {
    rating: gettext_lazy(words) for rating, words in WORDS_OF_DECISIONS.items()
}
BANDS = {
    "poor": gettext_lazy("poor"),
    "weak": gettext_lazy("weak"),
    "adequate": gettext_lazy("adequate"),
    "strong": gettext_lazy("strong"),
}
STATUSES = (
    "not_met",
    "not_answered",
    "partly_met",
    "met",
    "not_applicable",
    "buyers_duty",
    "information_only",
)
RULE_WORDS = ("title", "why", "way_out")
# What the tools can raise of the exposure, by the place of the profile question.
RAISED_BY = {0: "level", 1: "autonomy"}


def verdict(score: Score) -> dict[str, Any]:
    """The rating in one sentence, with the decision it suggests."""
    floors = score.result["floors"]
    heaviest = max(floors, key=lambda floor: floor["value"], default=None)
    lifted = heaviest is not None and score.residual > score.residual_model
    if lifted and heaviest:
        tool = f" ({heaviest['tool']})" if heaviest["tool"] else ""
        reason = _sentence_of(heaviest) % {
            "rule": f"{in_language(heaviest['title'])}{tool}",
            "floor": number(heaviest["value"]),
            "model": number(score.residual_model),
        }
    else:
        control = score.result["control"]["band"]
        reason = _(
            "Of an inherent risk of %(inherent)s, %(residual)s remains: control strength is "
            "%(band)s, %(control)s %%, and no rule raises the rating."
        ) % {
            "inherent": number(score.inherent),
            "residual": number(score.residual),
            "band": BANDS.get(control, control),
            "control": number(score.control),
        }
    return {
        "reason": reason,
        "decision": DECISIONS[score.rating],
        "lifted": lifted,
        "by": heaviest,
    }


def _sentence_of(floor: dict[str, Any]) -> str:
    if floor.get("missing"):
        return _(
            "This cannot be ruled out, because answers are missing: %(rule)s. That alone puts "
            "the residual risk at %(floor)s or more; the model gives %(model)s."
        )
    return _(
        "%(rule)s. That alone puts the residual risk at %(floor)s or more; the model "
        "gives %(model)s."
    )


def fired_rules(score: Score, answer_set: AnswerSet | None) -> list[dict[str, Any]]:
    """The rules that put a floor under a score, heaviest first, each once.

    ``firings`` holds every time one fired or could not be ruled out, per tool where it is
    about tools, with the answers behind it in words; ``missing`` says why it could not.
    """
    rules: dict[str, dict[str, Any]] = {}
    for floor in sorted(score.result["floors"], key=lambda floor: -floor["value"]):
        rule = rules.setdefault(floor["by"], _in_words(floor) | {"firings": []})
        answers = answers_behind(answer_set, floor["because"], floor["entry"])
        rule["firings"].append(
            {
                "tool": floor["tool"],
                "rating": floor["rating"],
                "answers": answers,
                "missing": words_of_floor(floor),
            }
        )
    return list(rules.values())


def _in_words(floor: dict[str, Any]) -> dict[str, Any]:
    words = {name: in_language(floor[name]) for name in RULE_WORDS if name in floor}
    return floor | words


def inherent_parts(
    score: Score, answer_set: AnswerSet
) -> dict[str, list[dict[str, Any]]]:
    """The profile answers behind impact and exposure, with their levels and what raised them.

    These are the buyer's own answers and the levels of the tools; no answer of the vendor.
    """
    found: dict[str, list[dict[str, Any]]] = {"impact": [], "exposure": []}
    for question in answer_set.document.profile:
        role = rated(question).role
        if role not in (Role.IMPACT, Role.EXPOSURE):
            continue
        rows = found[role.value]
        chosen = answer_set.filled.profile.get(question.id)
        option = question.choice(chosen) if isinstance(chosen, str) else None
        highest = max(o.level or 0 for o in question.options)
        level = highest if option is None or option.level is None else option.level
        raised = (
            _raised(score, RAISED_BY.get(len(rows))) if role is Role.EXPOSURE else None
        )
        rows.append(
            {
                "text": question.text,
                "said": said(answer_set.document, question, chosen),
                "level": level,
                "raised": raised if raised and raised["level"] > level else None,
            }
        )
    return found


def _raised(score: Score, by: str | None) -> dict[str, Any] | None:
    tools = score.result["tools"]
    if not by or not tools:
        return None
    highest = max(tools, key=lambda tool: int(tool[by]))
    return {"level": highest[by], "tool": highest["name"]}


def evidence_parts(score: Score, answer_set: AnswerSet) -> list[dict[str, Any]]:
    """How much weight is verified, documented, only declared, or not answered."""
    weights = read_by(score.model, answer_set).evidence_weights()
    return [{"level": level, "weight": weight} for level, weight in weights.items()]


def laws(score: Score, answer_set: AnswerSet | None) -> list[dict[str, Any]]:
    """Each law with its criteria as judged, duty told apart from good practice."""
    catalogue = catalogue_in(get_language() or "en")
    found = []
    for law in catalogue.laws:
        rows = [
            _criterion(catalogue, answer_set, item)
            for item in score.result["criteria"]
            if item["law"] == law.id and item["id"] in catalogue.criteria
        ]
        if rows:
            counts = score.law_counts.get(law.id, {})
            found.append(
                {
                    "law": law,
                    "rows": rows,
                    "is_duty": any(row["duty"] for row in rows),
                    "total": sum(counts.values()),
                    "counts": [(s, counts[s]) for s in STATUSES if counts.get(s)],
                }
            )
    return found


def tools(score: Score, answer_set: AnswerSet | None) -> list[dict[str, Any]]:
    """Each tool judged alone, worst first, with its answers."""
    groups = (
        {group["entry"]: group for group in said_by_section(answer_set)}
        if answer_set
        else {}
    )
    worst_first = sorted(score.result["tools"], key=lambda t: -Decimal(t["residual"]))
    return [
        tool | {"rows": groups.get(tool["entry"], {}).get("rows", [])}
        for tool in worst_first
    ]


def _criterion(
    catalogue: Catalogue, answer_set: AnswerSet | None, item: dict[str, Any]
) -> dict[str, Any]:
    return item | {
        "criterion": catalogue.criteria[item["id"]],
        "children": [catalogue.criteria[c].ref for c in item["children"]],
        "answers": answers_behind(answer_set, item["questions"], ""),
    }
