"""Contradictions are told once, and found again at each of their answers."""

from questionnaires.actions.answers import save_answer
from questionnaires.queries import answer_set_of
from riskapp.review.queries.clashes import told_once, words_by_place
from riskapp.review.queries.contradictions import clashes_of
from tests.riskapp.review.queries.conftest import found, submit


def test_what_several_tools_share_is_told_once_with_each_of_them(opened):
    entries = list(opened.response.entries.all())[:2]
    save_answer(opened.response, "GOV-06", "no_rule")
    for entry in entries:
        save_answer(opened.response, "T-03", "free", entry=entry)
    clashes = found(submit(opened), "entry")

    [told] = told_once(clashes)

    assert [clash.entry for clash in told.clashes] == [c.entry for c in clashes]
    assert len(told.clashes) == len(entries) == 2
    assert [one.where.split(",")[0] for one in told.shared] == ["GOV-06"]
    own = [[one.place for one in statements] for _clash, statements in told.own]
    assert own == [[("T-03", str(clash.entry))] for clash in clashes]


def test_every_answer_among_the_statements_is_marked(opened):
    entry = opened.response.entries.first()
    save_answer(opened.response, "GOV-06", "no_rule")
    save_answer(opened.response, "T-03", "free", entry=entry)
    assessment = submit(opened)
    clashes = clashes_of(assessment.response, answer_set_of(assessment.response))

    marked = words_by_place(clashes)

    assert ("GOV-06", "") in marked
    assert ("T-03", str(entry.pk)) in marked
