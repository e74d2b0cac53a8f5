"""Words looked for in findings: in the few hundred different things they say, not in each one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F, Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.wording import english_of, meant_in
from riskapp.common.folding import Folded, escaped
from riskapp.findings.models import Finding

MOST = 1000  # of more the rows themselves are asked
NOWHERE = Q(pk__in=())
IN_FINDING = ("question", "text")
IN_WORK = ("engagement__name_folded", "engagement__vendor__name_folded")
# From each different thing to the next, by an index; then every word is looked for in each, and
# what is stored where the reader sees it in another language (`meant`).
WORDINGS = """
WITH RECURSIVE own (id) AS ({own}),
wordings AS (
    SELECT own.id AS own, one.* FROM own CROSS JOIN LATERAL (
        SELECT wording, question, text FROM findings_finding
         WHERE organisation_id = own.id ORDER BY wording LIMIT 1) one
    UNION ALL
    SELECT before.own, one.* FROM wordings before CROSS JOIN LATERAL (
        SELECT wording, question, text FROM findings_finding
         WHERE organisation_id = before.own AND wording > before.wording
         ORDER BY wording LIMIT 1) one
),
words AS (
    SELECT word, place, ARRAY(SELECT jsonb_array_elements_text(meant::jsonb)) AS meant
      FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY word (word, meant, place)
),
"""
MATCHED = """
tools AS (
    SELECT own.id AS own, one.* FROM own CROSS JOIN LATERAL (
        SELECT tool FROM findings_finding
         WHERE organisation_id = own.id ORDER BY tool LIMIT 1) one
    UNION ALL
    SELECT before.own, one.* FROM tools before CROSS JOIN LATERAL (
        SELECT tool FROM findings_finding
         WHERE organisation_id = before.own AND tool > before.tool
         ORDER BY tool LIMIT 1) one
),
vendors AS (
    SELECT id, place FROM words, (
        SELECT id, name_folded AS folded FROM vendors_vendor
         WHERE organisation_id = ANY(ARRAY(SELECT id FROM own))
           AND name_folded LIKE ANY(%s::text[]) OFFSET 0) one
     WHERE strpos(folded, word) > 0
),
work AS (
    SELECT id, place FROM words, (
        SELECT id, name_folded AS folded FROM vendors_engagement
         WHERE organisation_id = ANY(ARRAY(SELECT id FROM own))
           AND name_folded LIKE ANY(%s::text[]) OFFSET 0) one
     WHERE strpos(folded, word) > 0
    UNION
    SELECT one.id, place FROM vendors CROSS JOIN LATERAL (
        SELECT id FROM vendors_engagement WHERE vendor_id = vendors.id OFFSET 0) one
),
found (place, kind, key) AS (
    SELECT place, 'wordings', wording::text FROM words, wordings
     WHERE strpos(riskapp_folded(question || E'\\n' || text), word) > 0 OR text LIKE ANY(meant)
    UNION ALL
    SELECT place, 'tools', tool FROM words, tools WHERE strpos(riskapp_folded(tool), word) > 0
    UNION ALL
    SELECT place, 'assessments', one.id::text FROM work CROSS JOIN LATERAL (
        SELECT id FROM assessments_assessment WHERE engagement_id = work.id OFFSET 0) one
)
SELECT place, kind, (array_agg(DISTINCT key))[:%s] FROM found GROUP BY place, kind
"""
# Of each that every word occurs in as many as are shown, those that begin with them first.
FIRST = """
texts AS (SELECT own, wording, text, riskapp_folded(text) AS folded FROM wordings OFFSET 0),
matched AS (
    SELECT own, wording, riskapp_natural(text) COLLATE "C" AS sorted,
           NOT starts_with(folded, begin) AS later
      FROM texts, (SELECT string_agg(word, ' ' ORDER BY place) AS begin FROM words) one
     WHERE NOT EXISTS (
         SELECT FROM words WHERE strpos(folded, word) = 0 AND NOT text LIKE ANY(meant))
     ORDER BY later, sorted FETCH FIRST %s ROWS WITH TIES
)
SELECT one.id
  FROM matched CROSS JOIN LATERAL (
      SELECT id FROM findings_finding
       WHERE organisation_id = matched.own AND wording = matched.wording
       ORDER BY id LIMIT %s) one
 ORDER BY later, sorted, one.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class WordPlaces:
    """Where one word occurs: in what findings say (``Finding.wording``), in names of tools, and
    in names of work or vendors, by its assessments. No more than ``MOST`` and one of each."""

    wordings: Sequence[str] = ()
    tools: Sequence[str] = ()
    assessments: Sequence[str] = ()


@dataclass(frozen=True)
class WordsInFindings:
    """Folded words, looked for in all findings that a person may see; one query."""

    user: User
    words: Sequence[str]
    most: int = field(default=MOST)

    @cached_property
    def places(self) -> list[WordPlaces]:
        """Where each word occurs."""
        found: list[dict[str, list[str]]] = [{} for _word in self.words]
        wordings, facts = _wordings(self.user, self.words)
        with connection.cursor() as cursor:
            anywhere = [f"%{escaped(word)}%" for word in self.words]
            cursor.execute(
                wordings + MATCHED, [*facts, anywhere, anywhere, self.most + 1]
            )
            for place, kind, keys in cursor.fetchall():
                found[place - 1][kind] = keys
        return [WordPlaces(**kinds) for kinds in found]

    def condition(self) -> Q:
        """What is true of a finding in which every word occurs somewhere."""
        if not self.words:
            return Q()
        together = Q()
        for word, places in zip(self.words, self.places, strict=True):
            together &= self._anywhere(word, places)
        return together

    @cached_property
    def _all_within(self) -> Sequence[str] | None:
        """The few assessments that have a word in their names which occurs nowhere else: whatever
        is found belongs to them. None where there is no such word."""
        few = [
            one.assessments
            for one in self.places
            if len(one.assessments) <= self.most and not (one.wordings or one.tools)
        ]
        return min(few, key=len, default=None)

    def by_work(self) -> Q | None:
        """The same as a condition on whatever belongs to an assessment, where the words occur in
        names of work and of vendors alone, so that all findings of an assessment match or none;
        None where one occurs elsewhere, or nothing is looked for."""
        if not self.words or any(one.wordings or one.tools for one in self.places):
            return None
        return self.condition()

    def _anywhere(self, word: str, places: WordPlaces) -> Q:
        found = NOWHERE
        for name, keys in (
            ("wording", places.wordings),
            ("tool", places.tools),
            ("assessment", places.assessments),
        ):
            if len(keys) > self.most:
                found |= self._in_each(name, word)
            elif keys:
                found |= Q((f"{name}__in", keys))
        return found

    def _in_each(self, name: str, word: str) -> Q:
        """The same where it occurs so often that it is quicker to look into each row; of work, as
        far as all that is found belongs to it anyway."""
        if name == "tool":
            rows = _with_word(Finding.objects.visible_to(self.user), ("tool",), word)
        elif name == "wording":
            rows = Finding.objects.visible_to(self.user)
            return Q(pk__in=_with_word(rows, IN_FINDING, word).order_by()) | meant_in(
                "text", word
            )
        else:
            work = Assessment.objects.visible_to(self.user).order_by()
            if self._all_within is not None:
                work = work.filter(pk__in=self._all_within)
            return Q(assessment__in=_with_word(work, IN_WORK, word))
        return Q(pk__in=rows.order_by())


def first_with_words(user: User, words: Sequence[str], most: int) -> RawSQL:
    """The keys of the first findings that say something in which every word occurs, by the text:
    those that begin with the words before the others."""
    wordings, facts = _wordings(user, words)
    return RawSQL(wordings + FIRST, [*facts, most, most, most])  # noqa: S611  # our own names


def _wordings(user: User, words: Sequence[str]) -> tuple[str, list[Any]]:
    """What is different in the organisations of a person, and the words, as SQL."""
    if user.is_placed:
        own = "SELECT unnest(%s::uuid[])"
        whose: Any = [str(pk) for pk in user.organisation_ids()]
    else:
        own = "SELECT organisation_id FROM accounts_membership WHERE user_id = %s"
        whose = user.pk
    meant = [json.dumps(_patterns(word)) for word in words]
    return WORDINGS.format(own=own), [whose, list(words), meant]


def _patterns(word: str) -> list[str]:
    """What is stored in English where a reader sees a word, for ``LIKE``."""
    return [
        escaped(english) + ("%" if is_head else "")
        for english, is_head in english_of(word)
    ]


def _with_word(rows: Any, paths: Iterable[str], word: str) -> Any:
    here = NOWHERE
    for at, path in enumerate(paths):
        text = F(path) if path.endswith("folded") else Folded(Cast(path, TextField()))
        rows = rows.alias(**{f"folded_{at}": text})
        here |= Q((f"folded_{at}__contains", word))
    return rows.filter(here).values("pk")
