"""What is asked about, in the texts of pages, mails and files.

Whoever has a product to speak of gives a :class:`Topic` with its ``Extension``; without one
nothing is said but that questions are asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.document.words import mark, mark_plural


@dataclass(frozen=True, slots=True)
class Topic:
    """Texts in English, to be translated when they are shown; ``%(asker)s`` is who asks,
    ``%(asked)s`` of whom, ``%(about)s`` the work. A pair says ``%(number)s`` of one and of
    several."""

    # Pages
    invited: str = mark("A company has sent you a link to a questionnaire.")
    asks: str = mark("%(asker)s asks you some questions")
    afterwards: str = mark("%(asker)s sees them only after you submit.")
    title: str = mark("Your answers for %(asker)s")
    if_open: str = mark("If you submit now, they stay without an answer.")
    why_asked: str = mark("Why this is asked")
    no_provision: str = mark("Nothing is written down that asks for this directly.")
    # Answers of which somebody does not think well
    weak: tuple[str, str] = mark_plural(
        "%(number)s answer calls for a word of explanation.",
        "%(number)s answers call for a word of explanation.",
    )
    why_weak: str = mark("Why this calls for an explanation")
    what_helps: str = mark("What would help")
    # The list of entries, and what they are chosen from
    unlisted: tuple[str, str] = mark_plural(
        "The count and the time include %(number)s entry that is not listed yet.",
        "The count and the time include %(number)s entries that are not listed yet.",
    )
    open_with_unlisted: tuple[str, str] = mark_plural(
        "With the entry that is not listed yet there are %(total)s.",
        "With the %(number)s entries that are not listed yet there are %(total)s.",
    )
    none_listed: str = mark("Nothing is listed yet. Add every %(name)s.")
    highest: str = mark("Highest")
    choosing: str = mark(
        "Choose from the list. What is known about your choice is proposed, for you to confirm."
    )
    search: str = mark("Search by name, provider, plan or former name")
    not_found: str = mark(
        "Nothing in the list has these words. Search for less, or add it by hand."
    )
    not_chosen: str = mark("Choose from the list, or type a name.")
    in_columns: str = mark(
        "List each one in columns of its own. When the new ones run out, upload this file and download it again."
    )
    other_files: str = mark(
        "An answered questionnaire of somebody else that is known here can be uploaded as well. What settles a question is proposed, the rest is shown to look at."
    )
    # Subjects of mails, and what the mails say
    asks_by_mail: str = mark("%(asker)s asks you to answer a questionnaire")
    asks_again: str = mark("%(asker)s asks you again")
    invitation: str = mark("%(asker)s asks %(asked)s some questions about: %(about)s.")
    next_cycle: str = mark(
        "%(asker)s asks again about: %(about)s. Your last answers are filled in; confirm what is still right and change what is not."
    )
    colleague: str = mark(
        "somebody whom %(asker)s asked, and who gave the name “%(person)s” (%(address)s), wants you to help with a questionnaire of %(asker)s about: %(about)s."
    )
    confirm: str = mark(
        "A date you gave has passed or passes soon: %(about)s. %(asker)s asks you to confirm or change the answers it concerns. Until you do, they count as not known."
    )
