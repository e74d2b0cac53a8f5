"""Everything the report on one assessment shows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.translation import texts_in
from questionnaires.document.wording import display_text
from questionnaires.queries import language_in_force
from riskapp.baselines.watching import LEARNING_DAYS
from riskapp.common.numbers import number
from riskapp.decisions.choices import DecisionException, Outcome
from riskapp.presentation import picture
from riskapp.presentation.constants import CONSTANTS
from riskapp.presentation.labels import LEFT_OUT, OVERLAY, label_of
from riskapp.presentation.language import in_language
from riskapp.presentation.parts import evidence_weights
from riskapp.presentation.score import present
from riskapp.reports.choices import Variant
from riskapp.reports.context import answers
from riskapp.reports.context.about import About, Followed, ReportStyle
from riskapp.reports.context.contradictions import contradictions, do_not_fit
from riskapp.reports.context.findings import accepted, findings, settled
from riskapp.reports.context.laws import laws, quotes
from riskapp.reports.context.themes import themes
from riskapp.scoring.five import five_answers
from riskapp.scoring.languages import catalogue_in
from riskapp.scoring.missing import claims_in_words

SHORT_TOOLS = 8  # so many tools are named in a summary


def build_context(
    about: About,
    answer_set: AnswerSet,
    data: Mapping[str, Any],
    followed: Followed | None = None,
    look: ReportStyle | None = None,
) -> dict[str, Any]:
    """Everything the report shows; ``data`` is ``scoring.export.to_data`` of the same answers."""
    followed = followed or Followed()
    language = language_in_force()
    texts = texts_in(answer_set.document.id, language)
    if followed.variant == Variant.VENDOR:
        data = _for_vendor(data, followed)
    data = in_language(data, texts)
    followed = replace(
        followed,
        findings=in_language(followed.findings, texts),
        conditions=in_language(followed.conditions, texts),
    )
    shown = present(data, number)
    found = findings(data, followed)
    groups = answers.groups(answer_set, data["model"])
    answered, asked = answers.asked_count(answer_set)
    return {
        "language": language,
        "about": about,
        "look": look or ReportStyle(),
        "variant": followed.variant,
        "is_complete": followed.variant == Variant.COMPLETE,
        "has_answers_inside": followed.variant == Variant.FULL,
        "is_short": followed.variant == Variant.SUMMARY,
        "is_vendor": followed.variant == Variant.VENDOR,
        "data": data,
        "shown": shown,
        "model": CONSTANTS,
        "rating": shown.rating,
        "rating_words": shown.risk_words,
        "reason": shown.reason,
        "five": five_answers(answer_set),
        "decision": _decision(followed),
        "suggested": shown.suggested,
        "scale": picture.scale(data["residual"]["value"]),
        "flow": picture.flow(data, shown.rules),
        "matrix": picture.matrix(data["inherent"]),
        "shares": picture.shares(evidence_weights(data, answer_set)),
        "rules": shown.rules,
        "themes": themes(data, followed, answer_set, language),
        "findings": found,
        "settled": settled(followed),
        "accepted": accepted(followed),
        "conditions": [
            dict(row) | {"text": texts.get(row["text"], row["text"])}
            for row in followed.conditions
        ],
        "clarifications": _with_questions(answer_set, followed.clarifications),
        "contradictions": (clashes := contradictions(data, followed)),
        "activity": dict(followed.activity) if followed.activity else None,
        "learning_days": LEARNING_DAYS,
        "corrections": _corrections(data),
        "unknowns": [
            *_unknowns(data, answer_set, clashes["open"]),
            *_by_files(followed),
        ],
        "answered_count": answered,
        "asked_count": asked,
        "laws": laws(data, catalogue_in(language)),
        "quotes": quotes(
            data,
            catalogue_in(language),
            duties_only=followed.variant != Variant.COMPLETE,
        ),
        "tools": (tools := _tools(answer_set, shown.tools)),
        "short_tools": tools[:SHORT_TOOLS],
        "more_tools": len(tools[SHORT_TOOLS:]),
        "countries": answers.countries(answer_set),
        "places": answers.where_it_goes(answer_set),
        "destinations": answers.destinations(answer_set),
        "groups": groups,
        "differing": answers.differing(groups, _overlaid(data)),
        "profile": [
            {
                "id": q.id,
                "text": q.text,
                "display_text": display_text(
                    answer_set.document, q, answer_set.filled.profile.get(q.id)
                ),
            }
            for q in answer_set.document.profile
        ],
        "left_out": (left_out := _left_out(data)),
        "left_out_together": _together(left_out),
        "countries_as_of": answer_set.document.countries_as_of,
        "catalogue": catalogue_in(language),
        "as_of": answer_set.as_of,
        "changes": None,
    }


def _unknowns(
    data: Mapping[str, Any], answer_set: AnswerSet, clashes: int
) -> list[str]:
    """What nobody knows or has shown, one sentence each; what is not so is not said."""
    answered, asked = answers.asked_count(answer_set)
    found = []
    if asked > answered:
        words = ngettext(
            "%(many)s question was left open. It counts as the worst answer.",
            "%(many)s questions were left open. Each counts as the worst answer.",
            asked - answered,
        )
        found.append(words % {"many": asked - answered})
    if unknown := answers.unknown_count(answer_set):
        words = ngettext(
            "%(many)s was answered “not known”. It counts as the worst answer.",
            "%(many)s were answered “not known”. Each counts as the worst answer.",
            unknown,
        )
        found.append(words % {"many": unknown})
    if data["evidence"]["band"] == "low":
        found.append(
            _(
                "Hardly anything is backed by evidence: what you read is what the vendor says."
            )
        )
    else:
        share = number(data["evidence"]["value"])
        found.append(
            _("%(share)s %% of the weight is backed by evidence.") % {"share": share}
        )
    found += claims_in_words(data)
    if clashes:
        found.append(do_not_fit(clashes))
    return found


def _by_files(followed: Followed) -> list[str]:
    """How many answers files show and contradict, in one sentence."""
    if not followed.by_files:
        return []
    words = _(
        "Shown by files: %(shown)s of %(asked)s answers; contradicted: %(contradicted)s."
    )
    return [words % followed.by_files]


def _left_out(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What carries no score, with why in words."""
    return [
        item | {"words": label_of(LEFT_OUT, item["state"])} for item in data["left_out"]
    ]


def _together(left_out: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What carries no score for the same reason, with all its tools in one line."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for item in left_out:
        key = (item["question"], str(item["words"]), item["reason"])
        row = found.setdefault(key, item | {"tools": []})
        if item["tool"]:
            row["tools"].append(item["tool"])
    return list(found.values())


def _for_vendor(data: Mapping[str, Any], followed: Followed) -> dict[str, Any]:
    """A score as the vendor may have it: no reason that a reviewer wrote, and of findings only
    what was released to it."""
    released = {(row["question"], row.get("entry", "")) for row in followed.findings}
    return dict(data) | {
        "overlay": [dict(row) | {"reason": ""} for row in data.get("overlay", ())],
        "findings": [
            row
            for row in data["findings"]
            if not followed.tracked or (row["question"], row["entry"]) in released
        ],
    }


def _overlaid(data: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The answers, by question and tool, that do not count as they were said."""
    return {(row["question"], row.get("tool", "")) for row in data.get("overlay", ())}


def _decision(followed: Followed) -> dict[str, Any] | None:
    if followed.decision is None:
        return None
    decision = followed.decision
    suggestion = decision.get("suggestion", "")
    return dict(decision) | {
        "words": label_of(Outcome, decision["outcome"]),
        "suggestion": _(suggestion) if suggestion else "",
        "exception_words": [
            label_of(DecisionException, name) for name in decision.get("exceptions", ())
        ],
        "on": _day(decision["at"]),
        "until": _day(decision["valid_until"]),
    }


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text[:10]) if text else None


def _tools(
    answer_set: AnswerSet, tools: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Each tool with what it may do."""
    return [
        dict(tool) | {"facts": answers.tool_facts(answer_set, tool["entry"])}
        for tool in tools
    ]


def _corrections(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What counts otherwise than it was said."""
    return [
        dict(row)
        | {
            "display_text": row["said"],
            "words": label_of(OVERLAY, row["kind"]),
            "reason": row.get("reason", ""),
        }
        for row in data.get("overlay", ())
    ]


def _with_questions(answer_set: AnswerSet, rows: Any) -> list[dict[str, Any]]:
    """Clarifications with the question and the tool they are about."""
    titles = {entry.id: entry.title for entry in answer_set.filled.entries}
    questions = answer_set.document.questions
    return [
        dict(row)
        | {
            "asked": questions[row["question"]].text,
            "tool": titles.get(row["entry"], ""),
        }
        for row in rows
        if row["question"] in questions
    ]
