"""The report as a workbook: summary, answers, tools, findings, criteria. Text stays text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from riskapp.common.exports import as_workbook
from riskapp.scoring.missing import not_asked_in_words


def workbook(context: dict[str, Any]) -> bytes:
    """Five sheets, and one of agents where their days were handed over; what a vendor wrote is
    never read as a formula."""
    sheets = _sheets(context)
    if context["activity"]:
        sheets.append(
            (
                _("Agents"),
                (
                    _("Agent"), _("Tool"), _("What"), _("Declared or agreed"),
                    _("Days looked at"), _("Days otherwise"), _("First day"), _("Last day"),
                    _("State"), _("Reason"),
                ),
                _activity(context["activity"]),
            )
        )  # fmt: skip
    return as_workbook(sheets)


def _sheets(context: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
            (_("Summary"), (_("What"), _("Value"), _("In words")), _summary(context)),
            (
                _("Answers"),
                (
                    _("Section"), _("Tool"), _("Question"), _("Text"), _("Answer"),
                    _("Risk"), _("Evidence"),
                ),
                _answers(context),
            ),
            (
                _("Tools"),
                (
                    _("Tool"), _("Rating"), _("Residual"), _("Inherent"), _("Control"),
                    _("Rules"), _("Allowed to"), _("Without a person"),
                ),
                _tools(context),
            ),
            (
                _("Findings"),
                (
                    _("Question"), _("Finding"), _("Remedy"), _("Risk"), _("Gain"),
                    _("Severity"), _("Tool"), _("State"), _("Owner"), _("Due"),
                    _("Rules"), _("Criteria"),
                ),
                _findings(context),
            ),
            (
                _("Criteria"),
                (
                    _("Law"), _("Duty"), _("Provision"), _("Subject"), _("Status"),
                    _("Evidence"), _("Answers behind"),
                ),
                _criteria(context),
            ),
        ]  # fmt: skip


def _summary(context: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    about, numbers = context["about"], context["shown"].numbers
    yield _("Vendor"), about.vendor, about.country
    yield _("Engagement"), about.engagement, about.organisation
    yield _("Answers"), about.submitted, about.attested
    if about.is_draft is not None:
        yield (
            _("Draft or final"),
            _("Draft") if about.is_draft else _("Final"),
            _("No decision rests on this score yet.") if about.is_draft else "",
        )
    yield _("Rating"), Decimal(numbers["residual"].value), context["rating_words"]
    yield _("Why"), "", context["reason"]
    for name in ("inherent", "control", "residual_model", "evidence"):
        yield numbers[name].label, Decimal(numbers[name].value), numbers[name].words
    yield numbers["completeness"].label, Decimal(numbers["completeness"].value), ""
    for sentence in not_asked_in_words(context["data"]):
        not_asked = context["data"]["asked"]["not_asked"]
        questions = ", ".join(item["question"] for item in not_asked)
        yield _("Not asked"), len(not_asked), f"{sentence} {questions}".strip()
    yield (
        _("Contradictions"),
        context["contradictions"]["open"],
        context["contradictions"]["lead"],
    )
    decision = context["decision"]
    if decision:
        yield _("Decision"), decision["until"], decision["words"]
    yield _("Code"), about.code, about.verify_url
    yield _("Answers") + " (SHA-256)", about.digest, ""
    yield _("Inputs") + " (SHA-256)", about.inputs_digest, ""


def _answers(context: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for group in context["groups"]:
        tool = group["title"] if group["kind"] else ""
        for row in group["rows"]:
            yield (
                group["code"],
                tool,
                row["id"],
                row["text"],
                row["display_text"],
                row["risk"],
                row["evidence"],
            )


def _tools(context: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for tool in context["tools"]:
        yield (
            tool["name"],
            tool["rating_words"],
            Decimal(tool["residual"]),
            Decimal(tool["inherent"]),
            Decimal(tool["control"]) if tool["control"] else None,
            tool["floors"],
            tool["facts"].get("rights"),
            tool["facts"].get("autonomy"),
        )


def _findings(context: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for group in context["findings"]:
        lines = group["lines"] or [{"tool": tool} for tool in group["tools"]] or [{}]
        for line in lines:
            yield (
                group["question"],
                group["text"],
                group["remedy"],
                group["risk"],
                group["gain"],
                group["severity_words"],
                line.get("tool"),
                line.get("state_words"),
                line.get("owner"),
                line.get("due_on"),
                group["rules"],
                group["criteria"],
            )


def _activity(activity: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What was declared of each agent and what was seen, then what was unusual."""
    tools = {row["agent"]: row["tool"] for row in activity["rows"]}
    for row in activity["rows"]:
        left = row["learning_left"]
        yield (
            row["agent"],
            row["tool"],
            _("Days looked at"),
            "",
            row["days"],
            None,
            None,
            row["last_day"],
            _("learning") if left else "",
            "",
        )
        for one in row["declared"]:
            yield (
                row["agent"],
                row["tool"],
                ": ".join(filter(None, (one["limit"], ", ".join(one["names"])))),
                one["declared"],
                one["looked_at"],
                one["days_otherwise"],
                None,
                one["last"],
                "",
                "",
            )
    for one in activity["alerts"]:
        yield (
            one["agent"],
            tools.get(one["agent"], ""),
            one["text"],
            one["normal"],
            None,
            None,
            one["first_day"],
            one["last_day"],
            _("Open") if one["is_waiting"] else _("Explained"),
            one["reason"],
        )


def _criteria(context: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for block in context["laws"]:
        evaluated = [row for table in block["tables"] for row in table["rows"]]
        aside = [row for _words, rows in block["aside"] for row in rows]
        for row in evaluated + block["own"] + aside:
            yield (
                block["law"].short,
                bool(row.duty),
                row.ref,
                row.title,
                row.words,
                row.evidence_words,
                row.questions,
            )
