"""What can happen to the rows of a repeating section."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from questionnaires.actions.answers import save_answer
from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open, recount
from questionnaires.choices import EventKind, Purpose
from questionnaires.document.characters import compared
from questionnaires.document.guides import NO_GUIDE, Listed
from questionnaires.document.naming import taken_by_another
from questionnaires.errors import NameTaken, NotAsked, TooMany
from questionnaires.models import Answer, Entry, Respondent, Response
from questionnaires.queries import answer_set_of, document_of, filled_of, guide_of

MAX_ENTRIES = 200


@transaction.atomic
def add_entry(
    response: Response,
    section: str,
    *,
    name: str = "",
    catalogue: str = "",
    respondent: Respondent | None = None,
) -> Entry:
    """Add a row, called by its name where one is given; ``catalogue`` is what the same one was
    chosen from elsewhere, and is kept where it is still in the list.

    Raises TooMany, NotAsked, NameTaken, AnswerError and ResponseLocked.
    """
    response = locked_open(response)
    guide = guide_of(response.version) if catalogue else NO_GUIDE
    is_listed = section == guide.section and catalogue in guide.catalogue.plans
    entry = _new(response, section, catalogue=catalogue if is_listed else "")
    remember(response, EventKind.ENTRY_ADDED, respondent=respondent, entry=entry)
    if name:
        title = document_of(response.version).section_by_code[section].entry_title
        save_answer(response, title, name, entry=entry, respondent=respondent)
    recount(response)
    return entry


@transaction.atomic
def choose_listed(
    response: Response,
    section: str,
    plan: Listed,
    *,
    respondent: Respondent | None = None,
) -> Entry:
    """Add a row for a plan of the list; only what the choice itself says is answered.

    Raises TooMany, NotAsked and ResponseLocked; NotAsked also where the catalogue does not
    belong to the section.
    """
    response = locked_open(response)
    guide = guide_of(response.version)
    if not guide.section or guide.section != section:
        raise NotAsked
    entry = _new(response, section, catalogue=plan.id)
    remember(
        response,
        EventKind.ENTRY_ADDED,
        respondent=respondent,
        entry=entry,
        after={
            "catalogue": plan.id,
            "gathered": guide.catalogue.gathered,
            "name": plan.name,
            "provider": plan.provider,
            "plan": plan.plan,
        },
    )
    now = answer_set_of(response)
    for question, text in guide.answers_of(plan).items():
        if not now.asks(question, str(entry.pk)):
            continue  # beyond the short form
        if question == guide.name:
            text = _free_name(response, section, question, text)  # noqa: PLW2901
        save_answer(response, question, text, entry=entry, respondent=respondent)
    recount(response)
    return entry


@transaction.atomic
def copy_entry(entry: Entry, *, respondent: Respondent | None = None) -> Entry:
    """Add a row with the same answers; its name says that it is a copy, and which.

    None of them counts before somebody looked at it. Evidence stays with the row it was
    attached to: it speaks of that one only.
    """
    response = locked_open(entry.response)
    copied = _new(response, entry.section, catalogue=entry.catalogue)
    title_question = (
        document_of(response.version).section_by_code[entry.section].entry_title
    )
    values: dict[str, Any] = {}
    for answer in Answer.objects.filter(entry=entry):
        value = answer.value
        if answer.question == title_question and isinstance(value, str):
            value = _name_of_copy(response, entry.section, title_question, value)
        values[answer.question] = value
    event = remember(
        response,
        EventKind.ENTRY_COPIED,
        respondent=respondent,
        entry=copied,
        before={"entry": str(entry.pk)},
        after=values,
    )
    Answer.objects.bulk_create(
        Answer(
            response=response,
            entry=copied,
            question=question,
            value=value,
            revision=event.pk,
            prefilled=True,
            answered_by=respondent,
            answered_at=event.at,
        )
        for question, value in values.items()
    )
    recount(response)
    return copied


def _name_of_copy(response: Response, section: str, question: str, name: str) -> str:
    """The first of "Agent (copy)", "Agent (copy 2)" … that no row has; a copy of a copy
    counts on."""
    taken = _names(response, section, question)
    own = re.sub(rf" \((?:{'|'.join(_copy_words())})(?: \d+)?\)$", "", name)[:9900]
    words, number = _("copy"), 1
    copied = f"{own} ({words})"
    while compared(copied) in taken:
        number += 1
        copied = f"{own} ({words} {number})"
    return copied


def _free_name(response: Response, section: str, question: str, name: str) -> str:
    """The name itself, or the first of "Agent (2)", "Agent (3)" … that no row has."""
    taken, number, free = _names(response, section, question), 1, name
    while compared(free) in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _names(response: Response, section: str, question: str) -> set[str]:
    """What the rows are called, removed ones as well, as names are compared."""
    titles = Answer.objects.filter(
        entry__response=response, entry__section=section, question=question
    )
    return {compared(str(name)) for name in titles.values_list("value", flat=True)}


def _copy_words() -> set[str]:
    """What "copy" is in every language, because colleagues may write in several."""
    words = set()
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            words.add(re.escape(_("copy")))
    return words


@transaction.atomic
def remove_entry(entry: Entry, *, respondent: Respondent | None = None) -> Entry:
    """Take a row out; its answers are kept, so that it can be restored until submission."""
    return _set_removed(entry, removed=True, respondent=respondent)


@transaction.atomic
def restore_entry(entry: Entry, *, respondent: Respondent | None = None) -> Entry:
    """Bring a removed row back with its answers."""
    return _set_removed(entry, removed=False, respondent=respondent)


def _set_removed(
    entry: Entry, *, removed: bool, respondent: Respondent | None
) -> Entry:
    response = locked_open(entry.response)
    _require_open_register(response)
    entry = Entry.objects.get(pk=entry.pk)
    if (entry.removed_at is not None) == removed:
        return entry
    if not removed:
        _refuse_twin(entry)
    entry.removed_at = timezone.now() if removed else None
    entry.save(update_fields=["removed_at"])
    kind = EventKind.ENTRY_REMOVED if removed else EventKind.ENTRY_RESTORED
    remember(response, kind, respondent=respondent, entry=entry)
    recount(response)
    return entry


def _refuse_twin(entry: Entry) -> None:
    """Raise NameTaken where another row has the name of one that comes back."""
    document = document_of(entry.response.version)
    title = document.section_by_code[entry.section].entry_title
    named = Answer.objects.filter(entry=entry, question=title).first()
    if named is not None:
        taken = taken_by_another(
            document,
            filled_of(entry.response),
            document.questions[title],
            str(entry.pk),
            named.value,
        )
        if taken:
            raise NameTaken(taken)


def _new(response: Response, section: str, *, catalogue: str = "") -> Entry:
    found = document_of(response.version).section_by_code.get(section)
    if found is None or not found.repeat:
        raise NotAsked
    _require_open_register(response)
    rows = Entry.objects.filter(response=response, section=section)
    if rows.count() >= MAX_ENTRIES:
        raise TooMany(_("At most %(most)s rows are possible.") % {"most": MAX_ENTRIES})
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return Entry.objects.create(
        response=response, section=section, position=last + 1, catalogue=catalogue
    )


def _require_open_register(response: Response) -> None:
    """Raise NotAsked where only some answers were asked for, and no rows."""
    if response.is_limited and response.purpose != Purpose.NOTICE:
        raise NotAsked
