"""Random questionnaires that load, and random answers to them, for hypothesis."""

from __future__ import annotations

import datetime
import functools
import unicodedata
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.characters import is_visible
from questionnaires.document.model import Kind
from questionnaires.document.values import EntryValue, Filled
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.kinds.legal_bases.reading import bases_for
from riskapp.shipped.core import CONTENT
from tests.factories.plain import plain_yaml
from tests.factories.riskapp import example

AS_OF = datetime.date(2026, 11, 24)
WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Cf"),
        exclude_characters="\u2028\u2029\ufffe\uffff",
    ),
    min_size=1,
    max_size=40,
).filter(is_visible)
# As an answer is kept: composed, and without blanks around it.
SAID = WORDS.map(lambda text: unicodedata.normalize("NFC", text).strip())
RISKS = st.integers(0, 4)
LEVELS = st.sampled_from(["declared", "documented", "verified"])
COUNTRIES = ["IE", "US", "CH", "RS", "IN"]
# What is drawn again and again is made once: hypothesis looks through each that is new.
YES_OR_NO = st.booleans()
UP_TO_THREE = st.integers(0, 3)
ONE_TO_FOUR = st.integers(1, 4)
MEASURES = st.sampled_from(["days", "months"])
FLOORS = st.sampled_from(["moderate", "high", "critical"])
ANSWERED = st.sampled_from(["answer", "answer", "answer", "open", "na"])
EDGES = st.integers(1, 100)
AMOUNTS = st.one_of(
    st.just("unknown"),
    st.builds(
        lambda value, unit: {"value": value, "unit": unit},
        st.integers(0, 10_000).map(str),
        st.sampled_from(["d", "w"]),
    ),
)
DAYS = st.one_of(
    st.just("unknown"),
    st.dates(datetime.date(1990, 1, 1), AS_OF).map(datetime.date.isoformat),
)
PLACES = st.lists(st.sampled_from(COUNTRIES), min_size=1, unique=True).map(sorted)
EXAMPLES = [
    "typical",
    "careful",
    "half-answered",
    "personal-accounts",
    "production-agents",
]


@functools.cache
def _core():
    data = plain_yaml((CONTENT / "ai-toolchain-partner.yaml").read_text())
    listed = plain_yaml(Path(CONTENT / "countries.yaml").read_text())
    few = [c for c in listed["countries"] if c["code"] in COUNTRIES]
    bases = [
        basis | {"only_for": [c for c in basis["only_for"] if c in COUNTRIES]}
        if "only_for" in basis
        else basis
        for basis in data["legal_bases"]
    ]
    offered = [basis for basis in bases if basis.get("only_for", COUNTRIES)]
    return offered, data["basis_classes"], listed | {"countries": few}


@functools.cache
def criteria():
    return st.lists(
        st.sampled_from(sorted(core_catalogue().criteria)), max_size=3, unique=True
    )


# One of what is listed: lists that are alike have one strategy.
one_of_these = functools.cache(st.sampled_from)


@st.composite
def documents(draw):
    """The plain data of a valid document: one to three sections, the last of which may repeat."""
    bases, classes, countries = _core()
    names = [f"S{number}" for number in range(draw(st.integers(1, 3)))]
    repeats = draw(YES_OR_NO)
    sections, asked = [], []
    for name in names:
        is_last = repeats and name == names[-1]
        questions = []
        for number in range(draw(ONE_TO_FOUR)):
            found = draw(question(f"{name}-{number}", questions, asked))
            questions.append(found)
        asked += [] if is_last else [q for q in questions if q["kind"] == "single"]
        section = {
            "code": name,
            "title": draw(WORDS),
            "weight": draw(UP_TO_THREE),
            "questions": questions,
        }
        if is_last:
            section["repeat"] = {"entry": "Tool"}
        sections.append(section)
    return {
        "schema": 2,
        "id": "made-up",
        "version": "1",
        "title": draw(WORDS),
        "as_of": "2026-11-24",
        "countries": countries,
        "legal_bases": bases,
        "basis_classes": classes,
        "profile": [profile_question(role, draw) for role in ("impact", "exposure")],
        "sections": sections,
        "rules": rules(draw, sections),
        "checks": checks(draw, sections),
    }


def profile_question(role, draw):
    return {
        "id": f"P-{role}",
        "text": draw(WORDS),
        "kind": "single",
        "role": role,
        "options": [
            {"code": f"o{level}", "label": draw(WORDS), "level": level}
            for level in range(5)
        ],
    }


@st.composite
def question(draw, name, siblings, asked):
    """A question of any kind; its condition looks at one that was asked before."""
    kinds = ["single", "multi", "count", "number", "date", "text", "countries"]
    places = [q["id"] for q in siblings if q["kind"] == "countries"]
    held = [q for q in siblings if q["kind"] == "multi"]
    if places:
        kinds.append("legal_bases")
    if held:
        kinds.append("excess")
    kind = draw(one_of_these(tuple(kinds)))
    data = {
        "id": name,
        "text": draw(WORDS),
        "kind": {"count": "multi", "excess": "multi"}.get(kind, kind),
        "weight": draw(UP_TO_THREE),
        "guidance": draw(WORDS),
        "remedy": draw(WORDS),
        "criteria": draw(criteria()),
    }
    data |= draw(particulars(kind, places, held))
    before = [*asked, *(q for q in siblings if q["kind"] == "single")]
    if before and draw(YES_OR_NO):
        data["show_if"] = draw(term(draw(st.sampled_from(before))))
    return data


@st.composite
def particulars(draw, kind, places, held):
    """What only questions of one kind have."""
    data = {}
    if kind in ("single", "multi", "count"):
        data["options"] = draw(OPTIONS)
    if kind == "count":
        data["scoring"] = {
            "kind": "count",
            "of": [data["options"][0]["code"]],
            "steps": [{"at_least": 1, "risk": 0}, {"at_least": 0, "risk": draw(RISKS)}],
        }
    if kind == "excess":
        data["options_from"] = held[0]["id"]
        data["scoring"] = {"kind": "excess", "other": held[0]["id"]}
    if kind == "legal_bases":
        data["places_from"] = places
    if kind in ("number", "date"):
        edge = draw(EDGES)
        data["bands"] = [
            {"at_most": edge, "risk": draw(RISKS), "label": "Small"},
            {"above": edge, "risk": draw(RISKS), "label": "Large"},
        ]
        data["specials"] = [{"code": "unknown", "label": "Not known", "risk": 4}]
    if kind == "number":
        data["units"] = [
            {"code": "d", "label": "days", "factor": 1},
            {"code": "w", "label": "weeks", "factor": 7},
        ]
    if kind == "date":
        data["measure"] = draw(MEASURES)
    return data


@st.composite
def options(draw):
    count = draw(ONE_TO_FOUR)
    found = [
        {
            "code": f"o{n}",
            "label": draw(WORDS),
            "risk": draw(RISKS),
            "why": draw(WORDS),
            "level": draw(RISKS),
        }
        for n in range(count)
    ]
    if count > 1 and draw(YES_OR_NO):
        found[-1] = {
            "code": "na",
            "label": "Does not apply",
            "not_applicable": True,
            "exclusive": True,
        }
    return found


OPTIONS = options()


@st.composite
def term(draw, about):
    """A test on a question with one choice, or its contrary."""
    codes = [option["code"] for option in about["options"]]
    found = {"question": about["id"], "is": [draw(one_of_these(tuple(codes)))]}
    return {"not": found} if draw(YES_OR_NO) else found


def places_to_look(sections):
    """Questions with one choice, with the section whose entries they are asked of."""
    return [
        (q, section["code"] if "repeat" in section else "")
        for section in sections
        for q in section["questions"]
        if q["kind"] == "single"
    ]


def rules(draw, sections):
    return [
        {
            "id": f"R-{number}",
            "title": draw(WORDS),
            "why": draw(WORDS),
            "way_out": draw(WORDS),
            "cases": [
                {
                    "floor": draw(FLOORS),
                    "when": draw(term(about)),
                }
                | ({"each": each} if each else {})
            ],
        }
        for number, (about, each) in enumerate(places_to_look(sections)[:3])
    ]


def checks(draw, sections):
    return [
        {
            "id": number,
            "title": draw(WORDS),
            "cases": [
                {"text": draw(WORDS), "when": draw(term(about))}
                | ({"each": each} if each else {})
            ],
        }
        for number, (about, each) in enumerate(places_to_look(sections)[:2], start=1)
    ]


@st.composite
def filled(draw, document):
    """Valid answers to a document; some missing, some "not applicable"."""
    profile = {
        q.id: draw(one_of_these(tuple(o.code for o in q.options)))
        for q in document.profile
        if draw(YES_OR_NO)
    }
    plain, entries, evidence = {}, [], {}
    for section in document.sections:
        if not section.repeat:
            plain |= draw(answers(document, section))
            evidence |= {(q, ""): draw(LEVELS) for q in plain if draw(YES_OR_NO)}
            continue
        for number in range(draw(UP_TO_THREE)):
            own = draw(answers(document, section))
            title = f"{number + 1} {draw(SAID)}"  # no two of a list have one name
            entries.append(EntryValue(str(number + 1), section.code, own, title))
    return Filled(profile, plain, tuple(entries), evidence)


@st.composite
def answers(draw, document, section):
    found = {}
    for asked in section.questions:
        choice = draw(ANSWERED)
        if choice == "na":
            found[asked.id] = {"not_applicable": draw(SAID)}
        elif choice == "answer":
            value = draw(values(document, asked, found))
            if value is not None:
                found[asked.id] = value
    return found


@st.composite
def changed_examples(draw):
    """Answers to the shipped questionnaire, changed by chance; from one number, so that it is
    quick."""
    random = Random(draw(st.integers(0, 2**32)))
    name = random.choice(EXAMPLES)
    return changed_example(random, name, random.choice([0.02, 0.1, 0.4]))


def changed_example(random, name, share):
    """An example with a share of its answers changed, and some taken away, tools left out,
    evidence, answers set aside and accepted."""
    given = example(name)
    document, before = given.document, given.filled

    def changed(answers, questions):
        kept = {k: v for k, v in answers.items() if random.random() > share / 3}
        anew = [q for q in questions if random.random() < share]
        return kept | {q.id: chance_value(random, q) for q in anew}

    plain = [q for s in document.sections if not s.repeat for q in s.questions]
    entries = tuple(
        replace(
            entry,
            answers=changed(
                entry.answers, document.section_by_code[entry.section].questions
            ),
        )
        for entry in before.entries
        if random.random() > share / 3
    )
    answers = changed(before.answers, plain)
    places = [(name, "") for name in answers]
    places += [(name, entry.id) for entry in entries for name in entry.answers]
    shown = ["declared", "documented", "verified"]
    return AnswerSet(
        document,
        Filled(
            changed(before.profile, document.profile),
            answers,
            entries,
            {one: random.choice(shown) for one in places if random.random() < share},
            {one: "Aside" for one in places if random.random() < share / 8},
            accepted=frozenset(one for one in places if random.random() < 0.5),
        ),
        given.as_of,
    )


def chance_value(random, asked):
    """Any value a question may have, and now and then that it does not apply."""
    codes = [option.code for option in (*asked.options, *asked.specials)]
    if random.random() < 0.05 or not (
        codes or asked.kind in (Kind.TEXT, "legal_bases")
    ):
        return {"not_applicable": "Because"}
    if asked.kind is Kind.SINGLE:
        return random.choice(codes)
    if asked.kind is Kind.MULTI:
        chosen = {code for code in codes if random.random() < 0.3}
        return [code for code in codes if code in chosen] or codes[:1]
    if asked.kind is Kind.TEXT:
        return random.choice(["Some words", "unknown", "Example Inc., USA"])
    if asked.kind == "legal_bases":
        return {code: random.choice(["scc", "unknown"]) for code in COUNTRIES}
    if random.random() < 0.2:
        code = random.choice(codes)
        return [code] if asked.kind is Kind.COUNTRIES else code
    if asked.kind is Kind.COUNTRIES:
        return sorted(random.sample(COUNTRIES, 2))
    if asked.kind is Kind.DATE:
        return str(AS_OF - datetime.timedelta(days=random.choice([0, 31, 90, 400])))
    number = random.choice(["0", "1", "2.5", "24", "365"])
    return {"value": number, "unit": random.choice(asked.units).code}


def values(document, asked, found):
    """A valid value of a question; None where there is nothing to say."""
    codes = [option.code for option in asked.options]
    alone = {option.code for option in asked.options if option.exclusive}
    if asked.kind is Kind.SINGLE:
        return one_of_these(tuple(codes))
    if asked.kind is Kind.MULTI:
        several = st.lists(
            one_of_these(tuple(c for c in codes if c not in alone) or tuple(codes)),
            min_size=1,
            unique=True,
        )
        return several.map(lambda chosen: [c for c in codes if c in chosen])
    if asked.kind is Kind.NUMBER:
        return AMOUNTS
    if asked.kind is Kind.DATE:
        return DAYS
    if asked.kind is Kind.TEXT:
        return SAID
    if asked.kind is Kind.COUNTRIES:
        return PLACES
    answer_set = AnswerSet(document, Filled(answers=found), AS_OF)
    named = [
        c
        for place in asked.places_from
        for c in found.get(place, ())
        if isinstance(found.get(place), list)
    ]
    offered = {c: [b.code for b in bases_for(document, c)] for c in named}
    del answer_set
    offered = {c: codes for c, codes in offered.items() if codes}
    if not offered:
        return st.none()
    return st.fixed_dictionaries(
        {c: st.sampled_from(codes) for c, codes in offered.items()}
    )
