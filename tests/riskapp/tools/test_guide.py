"""What is told and asked beside the questions of one tool."""

import datetime
from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Kind
from questionnaires.document.values import EntryValue, Filled
from riskapp.shipped.core import core_document
from riskapp.tools.guide import Meaning, ToolGuide
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


def asked(plan_id, question, **answers):
    found = beside(plan_id, **answers).get(question)
    return " ".join(found.asks) if found else ""


def proposed(plan_id, **answers):
    """What is proposed for a tool of a plan, by question."""
    guide = core_guide()
    named = {key.replace("_", "-"): value for key, value in answers.items()}
    found = guide.proposals(guide.catalogue.plans[plan_id], answer_set(named), "one")
    return {proposal.question.id: proposal.value for proposal in found}


def days(number):
    return {"value": str(number), "unit": "days"}


def test_facts_never_answer():
    guide = core_guide()
    for plan in guide.catalogue.plans.values():
        empty = answer_set({})

        guide.beside(plan, empty, "one")

        assert all(empty.value(q, "one") is None for q in guide.questions)


def test_a_fact_is_told_beside_its_question_with_its_source():
    (told,) = beside("amazon-q-free")["T-24"].told

    assert told.value is True
    assert told.use == "yes"
    assert told.fact.host == "docs.aws.amazon.com"


def test_what_is_not_exact_offers_no_answer():
    for told in beside("gitlab-duo")["T-23"].told:
        assert told.use is None


@pytest.mark.parametrize(
    ("plan", "answers", "question", "differs"),
    [
        ("amazon-q-free", {}, "T-24", False),
        ("amazon-q-free", {"T_24": "yes"}, "T-24", False),
        ("amazon-q-free", {"T_24": "yes_agreed"}, "T-24", False),
        ("amazon-q-free", {"T_24": "unknown"}, "T-24", False),
        ("amazon-q-free", {"T_24": "no_contract"}, "T-24", True),
        ("gitlab-duo", {"T_24": "yes"}, "T-24", False),  # no exact day
        ("kiro-individual", {"T_24": "no_contract"}, "T-24", True),
        ("amazon-q-pro", {"T_24": "no_setting"}, "T-24", False),
        ("amazon-q-pro", {"T_24": "yes"}, "T-24", True),
        ("kiro-enterprise", {"T_24": "yes"}, "T-24", True),
        ("openai-api", {"T_23": days(30)}, "T-23", False),
        ("openai-api", {"T_23": days(0)}, "T-23", True),
        ("openai-api", {"T_23": "none"}, "T-23", True),
        ("openai-api", {"T_23": {"not_applicable": "None."}}, "T-23", False),
        ("amazon-q-free", {"T_03": "enterprise"}, "T-03", True),
        ("cursor-privacy-mode", {"T_23": "none"}, "T-23", False),
        ("claude-code-team", {"T_04": ["review"]}, "T-04", False),
        ("claude-code-team", {"T_06": "provider"}, "T-06", False),
        ("anthropic-api", {"T_20": ["US"]}, "T-20", False),
        ("anthropic-api", {"T_20": ["IE"]}, "T-20", True),
        ("tabnine-enterprise", {"T_23": days(30)}, "T-23", True),
        ("goose", {"T_05": "suggest"}, "T-05", True),
        ("goose", {"T_05": "approve"}, "T-05", False),
        ("jules", {"T_11": "key"}, "T-11", True),
        ("jules", {"T_06": "laptop"}, "T-06", False),
        ("cursor-privacy-mode", {"T_19": "no"}, "T-19", True),
        ("warp-free", {"T_27": "off"}, "T-27", False),
    ],
)
def test_an_answer_differs_only_from_what_is_mapped(plan, answers, question, differs):
    assert beside(plan, **answers)[question].differs is differs


@pytest.mark.parametrize(
    ("plan", "question", "answers", "words"),
    [
        ("github-copilot-individual", "T-24", {"T_24": "no_setting"}, "every person"),
        ("github-copilot-individual", "T-24", {"T_18": ["repo"]}, "on by default"),
        ("github-copilot-individual", "T-03", {"T_03": "business"}, "one person"),
        ("github-copilot-business", "T-03", {"T_03": "free"}, "company plan"),
        (None, "T-03", {"T_03": "free", "T_18": ["files"]}, "made for one person"),
        ("ollama-local", "T-18", {"T_18": ["nothing"]}, "ollama list"),
        ("ollama-local", "T-18", {"T_03": "self"}, ":cloud"),
        ("aider", "T-03", {"T_03": "self"}, "behind the key"),
        ("chatgpt-enterprise-codex", "T-23", {"T_23": days(30)}, "90 days"),
        ("openai-api", "T-23", {"T_23": days(0)}, "Since when"),
        ("openai-api", "T-23", {"T_23": days(365)}, "offers to keep nothing"),
        ("claude-code-consumer", "T-23", {"T_23": days(30)}, "five years"),
        ("claude-code-commercial", "T-20", {}, "ANTHROPIC_BASE_URL"),
        ("devin-enterprise", "T-18", {"T_06": "buyer"}, "provider's cloud"),
        ("deepseek", "T-20", {"T_20": ["IE"]}, "outside the EEA"),
        ("deepseek", "T-24", {}, "disagree"),
        ("jetbrains-ai-noncommercial", "T-27", {"T_27": "off"}, "shares data"),
        ("antigravity-enterprise", "T-25", {"T_25": "terms"}, "accept them"),
        ("jetbrains-ai-organization", "T-26", {"T_26": "no"}, "keep a copy"),
        ("anthropic-api", "T-11", {"T_11": "key"}, "at run time"),
        ("supermaven", "T-01", {}, "maintained"),
        ("windsurf-teams", "T-02", {"T_02": "Cognition"}, "order form"),
    ],
)
def test_a_known_trap_is_asked_where_it_concerns(plan, question, answers, words):
    assert words in asked(plan, question, **answers)


@pytest.mark.parametrize(
    ("plan", "question", "answers"),
    [
        ("github-copilot-individual", "T-24", {"T_24": "yes"}),
        ("github-copilot-business", "T-24", {"T_18": ["repo"]}),
        (None, "T-03", {"T_03": "free", "T_18": ["nothing"]}),
        (None, "T-03", {"T_03": "enterprise", "T_18": ["files"]}),
        ("ollama-cloud", "T-18", {"T_18": ["nothing"]}),
        ("chatgpt-enterprise-codex", "T-23", {"T_23": days(90)}),
        ("openai-api", "T-23", {}),
        ("deepseek", "T-20", {"T_20": ["CN"]}),
        ("vertex-ai", "T-25", {"T_25": "dpa_std"}),
        ("windsurf-teams", "T-02", {"T_02": "Exafunction, Inc., United States"}),
        ("supermaven", "T-02", {"T_02": ""}),
        ("gitlab-duo", "T-26", {"T_26": "no"}),  # no exact day
    ],
)
def test_nothing_is_asked_where_the_trap_is_not(plan, question, answers):
    assert asked(plan, question, **answers) == ""


def test_a_retention_trap_is_silent_while_the_question_is_hidden():
    assert asked("openai-api", "T-23", T_03="self", T_23=days(0)) == ""


def test_choosing_says_name_and_provider_and_nothing_else():
    guide = core_guide()
    plans = guide.catalogue.plans

    assert guide.answers_of(plans["amazon-q-free"]) == {
        "T-01": "Amazon Q Developer",
        "T-02": "AWS",
    }
    assert guide.answers_of(plans["supermaven"]) == {"T-01": "Supermaven"}


def test_what_is_known_of_a_plan_is_proposed():
    assert proposed("claude-code-team") == {
        "T-03": "business",
        "T-04": ["change"],
        "T-05": "unattended",
        "T-06": "laptop",
        "T-18": ["files", "terminal"],
        "T-19": "local",
        "T-20": ["world"],
        "T-23": days(30),
        "T-24": "no_contract",
        "T-25": "dpa_std",
    }
    assert proposed("jules") == {
        "T-04": ["change"],
        "T-05": "unattended",
        "T-06": "provider",
        "T-11": "app",
        "T-13": {"value": "1", "unit": "hours"},
        "T-14": "per_run",
        "T-15": "tool",
        "T-16": "issued",
        "T-18": ["repo"],
        "T-19": "kept",
    }
    assert proposed("amazon-bedrock") == {
        "T-03": "business",
        "T-06": "provider",
        "T-19": "no",
        "T-21": ["nobody"],
        "T-23": days(0),
        "T-24": "no_setting",
        "T-25": "dpa_std",
    }


def test_a_proposal_names_what_speaks_for_it():
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]

    found = {
        proposal.question.id: proposal.grounds
        for proposal in guide.proposals(plan, answer_set({}), "one")
    }

    [told] = found["T-24"]
    assert told.fact.host == "code.claude.com"
    [chosen] = found["T-03"]
    assert chosen.fact is None


@pytest.mark.parametrize(
    ("plan", "question"),
    [
        ("gitlab-duo", "T-24"),  # its page gives no date
        ("azure-openai", "T-23"),
        ("azure-openai", "T-20"),  # read more than a year ago
        ("claude-code-consumer", "T-23"),  # no single answer
        ("claude-code-team", "T-21"),  # only a part is published
        ("github-copilot-enterprise", "T-03"),  # negotiated, or standard terms?
    ],
)
def test_what_is_undated_old_or_not_clear_is_not_proposed(plan, question):
    assert question not in proposed(plan)


def test_what_was_fresh_gets_old():
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]
    later = AnswerSet(core_document(), answer_set({}).filled, datetime.date(2028, 1, 1))

    found = {p.question.id for p in guide.proposals(plan, later, "one")}

    assert "T-24" not in found
    assert "T-03" in found


def test_what_is_answered_is_not_proposed():
    assert "T-24" not in proposed("claude-code-team", T_24="unknown")


def test_what_would_not_be_asked_is_not_proposed():
    found = proposed("claude-code-team", T_03="self")

    assert "T-23" not in found
    assert "T-24" not in found


def test_where_facts_mean_different_answers_none_is_proposed():
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]
    link = next(link for link in guide.links if link.fact == "agentic")
    other = replace(link, meanings=(Meaning(True, "approve"),))
    dated = replace(plan.facts["agentic"], seen=DAY, again=DAY)
    plan = replace(plan, facts={**plan.facts, "agentic": dated})
    two = replace(guide, links=(*guide.links, other))

    found = {p.question.id for p in two.proposals(plan, answer_set({}), "one")}

    assert "T-05" not in found
    assert "T-24" in found


ACCESS = {
    "T-07": "project",
    "T-08": ["code_read", "code_write_branch"],
    "T-09": ["code_read"],
    "T-11": "key",
    "T-12": "partner",
    "T-25": "dpa_flow",
}
BACKED = {"T-25": "dpa_flow"}


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


def test_how_access_is_given_is_proposed_as_for_another_tool_and_says_so():
    found = beside_another(ACCESS)

    assert {name: found[name].value for name in ACCESS if name in found} == {
        name: value for name, value in ACCESS.items() if name not in BACKED
    }
    assert found["T-07"].alike == "The other"
    assert found["T-07"].grounds == ()


def test_a_contract_is_proposed_as_for_a_tool_of_the_same_provider_alone():
    assert "T-25" not in beside_another(BACKED)
    assert beside_another(BACKED, plan="claude-code-cloud")["T-25"].value == "dpa_flow"


def test_two_tools_added_by_hand_share_a_provider_by_its_name():
    answers = {"T-02": "Example  Models", "T-26": "list"}

    one = beside_another(answers, of="", plan="", own={"T-02": "EXAMPLE MODELS"})
    other = beside_another(answers, of="", plan="", own={"T-02": "Another"})

    assert one["T-26"].value == "list"
    assert "T-26" not in other
    assert "T-26" not in beside_another({"T-26": "list"}, of="", plan="")


def test_what_a_tool_reads_is_proposed_as_for_one_of_its_kind():
    answers = {"T-18": ["files"]}

    assert "T-18" in beside_another(
        answers, plan="codex-business", of="codex-enterprise"
    )
    assert "T-18" not in beside_another(answers, plan="ollama-local")
    assert "T-18" not in beside_another(answers, of="", plan="")


def test_what_is_published_goes_before_the_answer_for_another_tool():
    found = beside_another(
        {"T-24": "yes"}, of="claude-code-api", plan="claude-code-team"
    )

    assert found["T-24"].value == "no_contract"
    assert found["T-24"].alike == ""


def test_nothing_is_proposed_that_what_is_published_speaks_against():
    found = beside_another(
        {"T-03": "self"},
        of="github-copilot-individual",
        plan="github-copilot-enterprise",
    )

    assert "T-03" not in found


def test_an_answer_that_nobody_confirmed_is_not_proposed():
    aside = {("T-07", "other"): "Copied, not checked"}

    assert "T-07" not in beside_another(ACCESS, set_aside=aside)


@pytest.mark.parametrize("value", ["unknown", {"not_applicable": "It has none."}])
def test_what_says_nothing_about_another_tool_is_not_proposed(value):
    assert "T-15" not in beside_another({"T-11": "key", "T-15": value})


def test_what_is_answered_or_closed_gets_no_proposal():
    assert "T-07" not in beside_another(ACCESS, own={"T-07": "task"})
    closed = frozenset({("T-07", "one")})
    assert "T-07" not in beside_another(ACCESS, closed=closed)


def test_rights_needed_are_not_proposed_where_other_rights_are_held():
    assert "T-09" not in beside_another(
        ACCESS, own={"T-08": ["code_read", "deploy_prod"]}
    )


def test_the_name_and_the_day_of_its_own_credential_are_never_proposed():
    answers = {**ACCESS, "T-01": "Other", "T-14": "2026-01-01"}

    assert not {"T-01", "T-14"} & beside_another(answers).keys()


def test_of_several_tools_the_one_of_the_same_plan_is_taken_first():
    guide = core_guide()
    entries = (
        EntryValue("far", "TOOL", {"T-07": "all"}, "Far", "ollama-local"),
        EntryValue("near", "TOOL", {"T-07": "task"}, "Near", "claude-code-api"),
        EntryValue("one", "TOOL", {}, "", "claude-code-team"),
    )
    plan = guide.catalogue.plans["claude-code-team"]
    these = AnswerSet(core_document(), Filled(entries=entries), DAY)

    found = {p.question.id: p.alike for p in guide.proposals(plan, these, "one")}

    assert found["T-07"] == "Near"


def test_a_second_tool_of_the_same_provider_leaves_ten_clicks_or_fewer():
    guide, document = core_guide(), core_document()
    rest = {"T-08": ["code_read"], "T-09": ["code_read"], "T-14": "2026-11-01"}
    asked = [q for q in document.section_by_code["TOOL"].questions if q.id != "T-22"]
    whole = {q.id: q.options[0].code if q.options else "x" for q in asked} | rest
    whole |= {q.id: [q.options[0].code] for q in asked if q.kind == Kind.MULTI} | rest
    whole |= {"T-20": ["DE"], "T-21": ["DE"], "T-11": "key", "T-03": "business"}
    for first in guide.catalogue.plans.values():
        for second in guide.catalogue.plans.values():
            if first.provider != second.provider or not second.is_offered:
                continue
            own = guide.answers_of(second)
            found = beside_another(whole, of=first.id, plan=second.id, own=own)
            left = {q.id for q in asked} - own.keys() - found.keys()
            assert 3 + len(left) <= 10, (first.id, second.id, sorted(left))


def test_what_is_proposed_leads_to_what_follows_from_it():
    found = proposed("ollama-local")

    assert (found["T-03"], found["T-25"], found["T-26"]) == ("self", "self", "self")


def test_the_providers_public_word_is_proposed_as_no_more_than_that():
    assert proposed("amazon-q-pro")["T-24"] == "no_setting"
    assert proposed("codex-enterprise")["T-24"] == "no_contract"


def test_the_highest_right_is_the_heaviest_one_held():
    guide = core_guide()

    held = answer_set({"T-08": ["code_read", "pr_merge", "deploy_prod"]})

    assert guide.highest(held, "one").code == "deploy_prod"
    assert guide.highest(answer_set({}), "one") is None


def test_another_questionnaire_has_no_notes():
    other = replace(core_document(), id="another")

    assert core_guide().fitting(other) == ToolGuide()


def test_a_version_without_a_question_loses_only_its_notes():
    document = core_document()
    section = document.section_by_code["TOOL"]
    fewer = replace(
        section, questions=tuple(q for q in section.questions if q.id != "T-18")
    )
    version = replace(
        document,
        sections=tuple(fewer if s is section else s for s in document.sections),
    )

    guide = core_guide().fitting(version)

    assert "T-18" not in guide.questions
    assert "private-plan-with-customer-code" not in {ask.id for ask in guide.asks}
    assert "T-24" in guide.questions


def test_a_version_without_an_answer_does_not_offer_it():
    document = core_document()
    section = document.section_by_code["TOOL"]
    fewer = tuple(
        replace(q, options=tuple(o for o in q.options if o.code != "free"))
        if q.id == "T-03"
        else q
        for q in section.questions
    )
    version = replace(document, sections=(replace(section, questions=fewer),))

    guide = core_guide().fitting(version)

    plan = guide.catalogue.plans["amazon-q-free"]
    found = guide.proposals(plan, AnswerSet(version, answer_set({}).filled, DAY), "one")
    assert "T-03" not in {proposal.question.id for proposal in found}


def fitting_without(*names):
    document = core_document()
    sections = tuple(
        replace(s, questions=tuple(q for q in s.questions if q.id not in names))
        for s in document.sections
    )
    return core_guide().fitting(replace(document, sections=sections))


def test_a_version_that_asks_everything_keeps_the_whole_map():
    assert fitting_without() == core_guide()


@pytest.mark.parametrize("part", ["name", "provider", "plan", "rights", "announced"])
def test_a_version_without_a_question_does_not_know_what_it_means(part):
    guide = core_guide()
    question = getattr(guide, part)

    found = fitting_without(question)

    assert question
    assert getattr(found, part) == ""
    for other in {"name", "provider", "plan", "rights", "announced"} - {part}:
        assert getattr(found, other) == getattr(guide, other)
    assert all(question not in part.questions for part in found.parts)
    assert [part.title for part in found.parts] == [part.title for part in guide.parts]


def test_a_version_whose_tools_do_not_repeat_has_no_notes():
    document = core_document()
    plain = tuple(replace(section, repeat=None) for section in document.sections)

    assert core_guide().fitting(replace(document, sections=plain)) == ToolGuide()
    assert core_guide().fitting(replace(document, sections=())) == ToolGuide()


def test_an_empty_map_answers_and_shows_nothing():
    guide = ToolGuide()
    plan = core_guide().catalogue.plans["claude-code-team"]

    assert guide.answers_of(plan) == {}
    assert guide.proposals(plan, answer_set({}), "one") == ()
    assert guide.beside(plan, answer_set({}), "one") == {}
    assert guide.highest(answer_set({"T-08": ["deploy_prod"]}), "one") is None
    assert (guide.questions, guide.conditions) == (frozenset(), ())


def test_an_entry_that_was_not_chosen_gets_no_proposals():
    assert core_guide().proposals(None, answer_set({}), "one") == ()


@pytest.mark.parametrize(
    ("seen", "again", "standing"),
    [
        (DAY, DAY, "FRESH"),
        (DAY, DAY - datetime.timedelta(1), "OLD"),
        (None, None, "UNDATED"),
    ],
)
def test_a_fact_is_fresh_until_the_day_to_look_again(seen, again, standing):
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]
    dated = replace(plan.facts["agentic"], seen=seen, again=again)
    plan = replace(plan, facts={"agentic": dated})

    found = guide.beside(plan, answer_set({}), "one")

    [told] = [
        told
        for beside in found.values()
        for told in beside.told
        if told.link.fact == "agentic"
    ]
    assert told.standing.name == standing


def undated(plan):
    """The same plan, of which no fact has an exact day."""
    facts = {n: replace(f, seen=None, again=None) for n, f in plan.facts.items()}
    return replace(plan, facts=facts)


def test_a_fact_without_an_exact_day_is_shown_and_takes_no_part_in_anything():
    guide = core_guide()
    said = {"T-24": "no_setting", "T-18": ["repo"], "T-25": "none", "T-26": "no"}
    for plan in guide.catalogue.plans.values():
        found = guide.beside(undated(plan), answer_set(said), "one")
        told = [t for one in found.values() for t in one.told if t.fact]
        kept = list(plan.facts)

        assert {t.link.fact for t in told} >= {n for n in kept if n != "kind"}
        assert not any(t.differs for t in told)
        assert not any(
            t.standing.name != "UNDATED" for t in told if t.link.fact != "retired"
        )
        grounds = guide.proposals(undated(plan), answer_set({}), "one")
        assert not any(g.fact for p in grounds for g in p.grounds)
        asks = guide.asks_about(undated(plan), answer_set(said), "one")
        assert not any(
            g.fact not in ("", "plan", "kind") for a in asks for g in a.grounds
        )


def test_a_tool_that_ends_names_what_takes_its_place_beside_its_name():
    [told] = [
        t for t in beside("amazon-q-pro")["T-01"].told if t.link.fact == "retired"
    ]

    assert told.value == ("2027-04-30", "Kiro")
    assert told.fact.host == "docs.aws.amazon.com"
    assert "T-01" not in proposed("amazon-q-pro")
