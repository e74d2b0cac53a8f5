"""One tool of the register, alone or beside another, and what is told and proposed for it."""

import datetime

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import EntryValue, Filled
from riskapp.shipped.core import core_document
from riskapp.tools.mapping import core_guide

DAY = datetime.date(2026, 11, 24)


def answer_set(answers):
    entry = EntryValue("one", "TOOL", answers, catalogue="")
    return AnswerSet(core_document(), Filled(entries=(entry,)), DAY)


def beside(plan_id, **answers):
    guide = core_guide()
    plan = guide.catalogue.plans[plan_id] if plan_id else None
    named = {key.replace("_", "-"): value for key, value in answers.items()}
    return guide.beside(plan, answer_set(named), "one")


def proposed(plan_id, **answers):
    """What is proposed for a tool of a plan, by question."""
    guide = core_guide()
    named = {key.replace("_", "-"): value for key, value in answers.items()}
    found = guide.proposals(guide.catalogue.plans[plan_id], answer_set(named), "one")
    return {proposal.question.id: proposal.value for proposal in found}


def beside_another(
    answers,
    *,
    of="claude-code-team",
    plan="augment-code",
    own=(),
    **filled,
):
    """What is proposed for a tool beside one that is answered, by question."""
    entries = (
        EntryValue("other", "TOOL", answers, title="The other", catalogue=of),
        EntryValue("one", "TOOL", dict(own), catalogue=plan),
    )
    guide = core_guide()
    found = guide.proposals(
        guide.catalogue.plans.get(plan),
        AnswerSet(core_document(), Filled(entries=entries, **filled), DAY),
        "one",
    )
    return {proposal.question.id: proposal for proposal in found}


def days(number):
    return {"value": str(number), "unit": "days"}
