"""What the questionnaires of this product ask about, in the texts of pages, mails and files."""

from __future__ import annotations

from questionnaires.document.topic import Topic
from questionnaires.document.words import mark, mark_plural

TOPIC = Topic(
    invited=mark(
        "A company you work for has sent you a link to a questionnaire about the AI tools used on its work."
    ),
    asks=mark("%(asker)s asks about the AI tools you use on its work"),
    afterwards=mark(
        "%(asker)s sees them only after you submit. It assesses them against GDPR and NIS2."
    ),
    title=mark("AI tools on the work for %(asker)s"),
    if_open=mark("If you submit now, each counts as “not known”, the worst answer."),
    why_asked=mark("Which law asks for this"),
    no_provision=mark(
        "No provision of law asks for this directly; it is good practice."
    ),
    weak=mark_plural(
        "%(number)s answer raises the risk.", "%(number)s answers raise the risk."
    ),
    why_weak=mark("Why this raises the risk"),
    what_helps=mark("What would lower it"),
    unlisted=mark_plural(
        "The count and the time include %(number)s AI tool that is not listed yet.",
        "The count and the time include %(number)s AI tools that are not listed yet.",
    ),
    open_with_unlisted=mark_plural(
        "With the AI tool that is not listed yet there are %(total)s.",
        "With the %(number)s AI tools that are not listed yet there are %(total)s.",
    ),
    none_listed=mark(
        "Nothing is listed yet. Add every %(name)s that can reach this work."
    ),
    highest=mark("Highest right"),
    choosing=mark(
        "Choose the tool and your plan; the plan decides which terms apply. What follows from the plan and from what is published about it is proposed, for you to confirm."
    ),
    search=mark("Search by tool, provider, plan, model or former name"),
    not_found=mark(
        "No tool of the list has these words. Search for less, or add the tool by hand."
    ),
    not_chosen=mark("Choose a tool from the list, or type its name."),
    in_columns=mark(
        "List each tool in columns of its own. When the new ones run out, upload this file and download it again."
    ),
    other_files=mark(
        "An answered HECVAT 4.1, AI-CAIQ 1.0 or 1.1 (workbook) or NIS2 supplier questionnaire of NISD2 (JSON) can be uploaded as well. What settles a question is proposed, the rest is shown to look at."
    ),
    asks_by_mail=mark("%(asker)s asks about your AI tools"),
    asks_again=mark("%(asker)s reviews your AI tools again"),
    invitation=mark(
        "%(asker)s asks %(asked)s about the AI tools used on this work: %(about)s."
    ),
    next_cycle=mark(
        "%(asker)s reviews the AI tools used on this work again: %(about)s. Your last answers are filled in; confirm what is still right and change what is not."
    ),
    colleague=mark(
        "somebody whom %(asker)s asked, and who gave the name “%(person)s” (%(address)s), wants you to help with a questionnaire of %(asker)s about the AI tools used on this work: %(about)s."
    ),
    confirm=mark(
        "A credential of one of your AI tools ends soon or has ended, by the dates you gave for this work: %(about)s. %(asker)s asks you to confirm or change them. Once a date has passed, the answers it concerns count as not known until you do."
    ),
)
