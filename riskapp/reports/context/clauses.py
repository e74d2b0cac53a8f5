"""The clauses of the contract addendum: what an answer supports, in the words of a contract.

A clause is made of parts, one for each question it rests on. A part has a sentence for every
answer that supports one; an answer without a sentence is a gap, and so is an open one. Which
provisions a clause is about follows the content that they ask a contract to have (GDPR Art.
28(3), Regulation (EU) 2024/2690 Annex 5.1.4, DORA Art. 30).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ClausePart:
    """What one question supports. ``sentences`` has a sentence for each option that does;
    ``value`` is the sentence for any known value, with ``%(value)s`` in its place, and only if it is not weak where that is
    needed. Options in
    ``spared`` say that the matter does not arise."""

    question: str
    sentences: Mapping[str, Words] = field(default_factory=dict)
    value: Words = ""
    needs_strength: bool = False
    spared: tuple[str, ...] = ("na", "self")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its heading, the provisions it is about, and its parts in order."""

    title: Words
    provisions: tuple[str, ...]
    parts: tuple[ClausePart, ...]


CLAUSES = (
    Clause(
        _("Permitted AI tools"),
        ("GDPR-28.3.a", "NIS2IR-5.1.4.a", "DORA-30.2.a"),
        (
            ClausePart(
                "T-03",
                {
                    "self": _(
                        "The tool is run by the Contractor itself, without an outside provider."
                    ),
                    "enterprise": _(
                        "The tool is used only under an enterprise plan with negotiated terms."
                    ),
                    "business": _(
                        "The tool is used only under a business or team plan with the provider's standard terms."
                    ),
                },
                spared=(),
            ),
            ClausePart(
                "GOV-06",
                {
                    "no_enforced": _(
                        "Private AI accounts are not used for the work; technical means prevent it."
                    )
                },
            ),
        ),
    ),
    Clause(
        _("Approval of tools and of access"),
        ("GDPR-28.3.a", "NIS2IR-5.1.4.a"),
        (
            ClausePart(
                "GOV-04",
                {
                    "buyer": _(
                        "A further AI tool is used on the work only after the Customer has agreed."
                    ),
                    "told_before": _(
                        "The Contractor tells the Customer of a further AI tool before it is used on the work; the Customer may object."
                    ),
                },
            ),
            ClausePart(
                "ACC-07",
                {
                    "buyer": _(
                        "An AI tool gets more access than it has only on a request with its reason that the Customer, or rules agreed with the Customer, approve."
                    )
                },
            ),
            ClausePart(
                "INV-05",
                {
                    "d30": _(
                        "The Contractor gives notice of a new or changed AI tool at least 30 days before."
                    ),
                    "d14": _(
                        "The Contractor gives notice of a new or changed AI tool at least 14 days before."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Places of processing and access"),
        ("GDPR-44", "GDPR-46.1", "GDPR-28.3.a", "DORA-30.2.b"),
        (
            ClausePart(
                "T-20", value=_("Content is processed and stored only in: %(value)s.")
            ),
            ClausePart(
                "T-21",
                {"nobody": _("Nobody at the provider can see content.")},
                value=_("People at the provider see content only from: %(value)s."),
            ),
            ClausePart(
                "T-22", value=_("Transfers rest on: %(value)s."), needs_strength=True
            ),
            ClausePart(
                "DAT-06",
                {
                    "d30": _(
                        "The Contractor tells the Customer of a change of a place at least 30 days before."
                    )
                },
            ),
        ),
    ),
    Clause(
        _("Use for training"),
        ("GDPR-28.3.a", "GDPR-5.1.b"),
        (
            ClausePart(
                "T-24",
                {
                    "no_contract": _(
                        "The provider does not use content to train or improve its models; its contract with the Contractor says so."
                    )
                },
            ),
            ClausePart(
                "DAT-11",
                {
                    "yes_chain": _(
                        "Neither the Contractor nor anybody behind it uses the Customer's code and data to train or improve AI models."
                    ),
                    "yes": _(
                        "The Contractor does not use the Customer's code and data to train or improve AI models."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Retention"),
        ("GDPR-5.1.e", "GDPR-28.3.g"),
        (
            ClausePart(
                "T-23",
                value=_(
                    "The provider keeps prompts and answers for at most %(value)s."
                ),
            ),
            ClausePart(
                "T-19",
                {
                    "no": _(
                        "The tool keeps no index or memory of the code after a session."
                    ),
                    "local": _(
                        "An index or memory of the code stays only on machines of the Contractor."
                    ),
                    "session": _(
                        "An index or memory of the code at the provider is deleted after the session."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Deletion at the end and requests of persons"),
        ("GDPR-28.3.g", "GDPR-28.3.e", "NIS2IR-5.1.4.h", "DORA-30.2.d"),
        (
            ClausePart(
                "DAT-10",
                {
                    "confirm": _(
                        "At the end of the work the Contractor confirms in writing, for each tool and with records, that the Customer's content was deleted."
                    ),
                    "statement": _(
                        "At the end of the work the Contractor states in writing that the Customer's content was deleted."
                    ),
                },
            ),
            ClausePart(
                "DAT-12",
                {
                    "tested": _(
                        "On the Customer's request the Contractor finds and deletes the data of one person in the AI tools."
                    ),
                    "yes": _(
                        "On the Customer's request the Contractor finds and deletes the data of one person in the AI tools."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Credentials"),
        ("GDPR-28.3.c", "GDPR-32.1", "NIS2IR-5.1.4.a", "DORA-30.2.c"),
        (
            ClausePart(
                "T-11",
                {
                    "workload": _(
                        "The tool signs in with an identity that is issued at run time and proven by cryptography."
                    ),
                    "app": _(
                        "The tool signs in with a token that is issued for each session."
                    ),
                    "delegated": _(
                        "The tool signs in with a token of limited scope, delegated by a signed-in person."
                    ),
                },
                spared=("none",),
            ),
            ClausePart(
                "T-13",
                value=_("No credential of the tool stays valid longer than %(value)s."),
            ),
            ClausePart(
                "T-15",
                {
                    "task": _(
                        "A credential is used by one tool and for one task alone."
                    ),
                    "tool": _("A credential is used by one tool alone."),
                },
            ),
            ClausePart(
                "IDC-05",
                value=_("All access of an agent is withdrawn within %(value)s."),
            ),
        ),
    ),
    Clause(
        _("Notice of incidents"),
        ("GDPR-28.3.f", "GDPR-33.2", "NIS2IR-5.1.4.d", "DORA-30.2.f"),
        (
            ClausePart(
                "INC-02",
                value=_(
                    "The Contractor tells the Customer of an incident with an AI tool at the latest %(value)s after becoming aware of it."
                ),
            ),
            ClausePart(
                "INC-01",
                {
                    "yes": _(
                        "Notice is given by the written procedure, with its contacts, that is agreed with the Customer."
                    )
                },
            ),
            ClausePart(
                "INC-04",
                {
                    "h48": _(
                        "The contracts with AI providers oblige these to tell the Contractor of incidents within 48 hours."
                    ),
                    "h72": _(
                        "The contracts with AI providers oblige these to tell the Contractor of incidents within 72 hours."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Audit, reports and records"),
        ("GDPR-28.3.h", "NIS2IR-5.1.4.e", "DORA-30.3.e"),
        (
            ClausePart(
                "CON-06",
                {
                    "audit": _(
                        "The Customer may audit the use of AI tools and gets reports about it."
                    ),
                    "report": _("The Customer gets reports about the use of AI tools."),
                },
            ),
            ClausePart(
                "MON-04", value=_("Logs of the AI tools are kept for %(value)s.")
            ),
            ClausePart(
                "MON-08",
                {
                    "h24": _(
                        "The Customer gets the logs about its own code and systems within 24 hours."
                    ),
                    "h72": _(
                        "The Customer gets the logs about its own code and systems within 72 hours."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Further processors and providers"),
        ("GDPR-28.2", "GDPR-28.4", "GDPR-28.3.d", "NIS2IR-5.1.4.g", "DORA-30.2.a"),
        (
            ClausePart(
                "CON-03",
                {
                    "specific": _(
                        "Each AI provider that may process personal data of the Customer is agreed in writing, one by one."
                    ),
                    "general": _(
                        "AI providers that may process personal data of the Customer are covered by a general written permission; the Contractor gives notice of each."
                    ),
                },
            ),
            ClausePart(
                "CON-05",
                value=_(
                    "The Contractor tells the Customer %(value)s before adding or changing a further processor."
                ),
            ),
            ClausePart(
                "CON-04",
                {
                    "same": _(
                        "The contracts with AI providers carry the same data protection duties as this contract."
                    )
                },
            ),
            ClausePart(
                "T-25",
                {
                    "dpa_flow": _(
                        "A processing contract with the provider passes on the Contractor's duties."
                    ),
                    "dpa_std": _(
                        "The provider's standard processing terms are accepted for this use."
                    ),
                },
            ),
            ClausePart(
                "T-26",
                {
                    "list": _(
                        "A list of all further companies the provider uses is kept and sent to the Customer."
                    ),
                    "known": _(
                        "A list of all further companies the provider uses is kept."
                    ),
                },
            ),
        ),
    ),
    Clause(
        _("Secrecy and rights in the work"),
        ("GDPR-28.3.b",),
        (
            ClausePart(
                "CON-07",
                {
                    "all": _(
                        "All people and providers who can see the Customer's code are bound to secrecy."
                    )
                },
            ),
            ClausePart(
                "CON-08",
                {
                    "both": _(
                        "Who owns code written with AI tools, and who answers for rights of third parties in it, is settled in the main contract."
                    )
                },
            ),
        ),
    ),
    Clause(
        _("A person decides"),
        ("GDPR-28.3.c", "NIS2IR-5.1.4.a"),
        (
            ClausePart(
                "SDL-01",
                {
                    "second": _(
                        "Every change written with AI is reviewed by a second person before it is merged; technical means enforce it."
                    ),
                    "author": _(
                        "Every change written with AI is reviewed by a person before it is merged; technical means enforce it."
                    ),
                },
            ),
        ),
    ),
)
