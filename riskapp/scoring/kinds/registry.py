"""What scoring knows of each kind of question, by its name."""

from __future__ import annotations

from questionnaires.document.model import Question
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.kinds.countries import RatedCountries
from riskapp.scoring.kinds.date import RatedDate
from riskapp.scoring.kinds.legal_bases.evaluated import RatedLegalBases
from riskapp.scoring.kinds.multi import RatedMulti
from riskapp.scoring.kinds.number import RatedNumber
from riskapp.scoring.kinds.single import RatedSingle
from riskapp.scoring.kinds.text import RatedText

RATED_KINDS: dict[str, RatedKind] = {
    kind.kind: kind
    for kind in (
        RatedSingle(),
        RatedMulti(),
        RatedNumber(),
        RatedDate(),
        RatedText(),
        RatedCountries(),
        RatedLegalBases(),
    )
}


# What the reasons of evaluated answers are made of, beside the words of a document.
SENTENCES = tuple(
    sentence for kind in RATED_KINDS.values() for sentence in kind.sentences
)


def rated_kind(question: Question) -> RatedKind:
    """What scoring decides by the kind of a question; KeyError for a kind nobody scores."""
    return RATED_KINDS[question.kind]
