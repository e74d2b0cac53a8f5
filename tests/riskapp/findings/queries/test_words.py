from itertools import combinations, product

import pytest
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from riskapp.common.folding import Folded
from riskapp.common.lists import words_of
from riskapp.findings.forms.listing import FindingFilter
from riskapp.findings.models import Finding
from riskapp.findings.queries.listing import all_findings
from riskapp.findings.queries.words import (
    WordsInFindings,
    first_with_words,
)
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
PATHS = (
    "text", "tool", "question", "assessment__engagement__name",
    "assessment__engagement__vendor__name",
)  # fmt: skip
LOOKED_FOR = (
    "contract", "tool", "T-0", "t-08", "secret", "MÜLLER", "muller contract", "work contract",
    "kilo tool", "%", "_", "nothing-like-it", "tool nothing-like-it", "'", "\\",
)  # fmt: skip


@pytest.fixture(scope="module")
def portfolio(house):
    """Findings of two vendors, one text that people wrote, and those of somebody else."""
    made = [house.scored(name) for name in ("typical", "careful")]
    work = made[0].engagement
    work.vendor.name, work.name = "Müller AG", "Work on %_ contracts"
    work.vendor.save()
    work.save()
    first, second = Finding.objects.order_by("pk")[:2]
    Finding.objects.filter(pk=first.pk).update(
        text="Ask Čapek's team", tool="Kilo Code"
    )
    Finding.objects.filter(pk=second.pk).update(text="A \\ stands here\nand more")
    other = OrganisationFactory()
    scored(other, member(other), "typical")
    house.settle()
    return made


def one_by_one(user, text):
    """Every finding asked for itself, in every column."""
    rows = Finding.objects.visible_to(user).order_by()
    rows = rows.alias(
        **{f"f{at}": Folded(Cast(path, TextField())) for at, path in enumerate(PATHS)}
    )
    for word in words_of(text):
        here = Q()
        for at in range(len(PATHS)):
            here |= Q((f"f{at}__contains", word))
        rows = rows.filter(here)
    return set(rows.values_list("pk", flat=True))


def test_words_are_found_where_each_finding_has_them(analyst):
    texts = [*LOOKED_FOR, *map(" ".join, combinations(("tool", "work", "contract"), 2))]
    for text, most in product(texts, (1000, 1, 0)):
        found = Finding.objects.visible_to(analyst).filter(
            WordsInFindings(analyst, words_of(text), most).condition()
        )

        assert set(found.values_list("pk", flat=True)) == one_by_one(analyst, text), (
            text
        )


def test_the_list_is_narrowed_by_words(analyst):
    form = FindingFilter(
        {"q": "muller contract"}, queryset=all_findings(analyst), user=analyst
    )

    found = {row.pk for row in form.qs}

    assert found == one_by_one(analyst, "muller contract")
    assert 0 < len(found) < Finding.objects.visible_to(analyst).count()


def test_no_words_narrow_nothing(analyst):
    assert WordsInFindings(analyst, []).condition() == Q()


def test_words_that_occur_nowhere_need_no_look_at_findings(
    analyst, django_assert_num_queries
):
    with django_assert_num_queries(1):
        condition = WordsInFindings(analyst, ["nothing-like-it"]).condition()
        assert not Finding.objects.filter(condition).exists()


def test_the_first_are_those_that_begin_with_the_words(analyst):
    rows = (
        Finding.objects.visible_to(analyst)
        .annotate(folded=Folded(Cast("text", TextField())))
        .order_by("folded", "pk")
    )
    everything = list(rows.values_list("folded", "pk"))
    for text in [*LOOKED_FOR, "a", "the", "ask capek"]:
        words = words_of(text)
        begin = " ".join(words)
        wanted = sorted(
            (row for row in everything if all(word in row[0] for word in words)),
            key=lambda row: not row[0].startswith(begin),
        )
        for most in (3, 500):
            found = Finding.objects.filter(
                pk__in=first_with_words(analyst, words, most)
            ).values_list("pk", flat=True)

            assert set(found) == {pk for _folded, pk in wanted[:most]}, (text, most)


def test_findings_that_say_the_same_of_a_question_share_their_wording():
    by_wording = {}
    for row in Finding.objects.all():
        by_wording.setdefault(row.wording, set()).add((row.question, row.text))

    assert all(len(said) == 1 for said in by_wording.values())
    assert len(by_wording) == len(set.union(*by_wording.values()))
