import re
from pathlib import Path

from riskapp.presentation.constants import CONSTANTS

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
# A number of the model written into a sentence, but no length a text is cut to.
WRITTEN = re.compile(
    r"(?<!:)\b(80|20) %|\b12[.,]5\b|\b0[.,]9\b|\b(at least|Raised to) (20|40|50|60)\b"
)


def test_the_numbers_a_reader_is_told_are_those_of_the_model():
    assert str(CONSTANTS.points) == "12.5"
    assert str(CONSTANTS.reduction) == "0.9"
    assert (CONSTANTS.knock_out, CONSTANTS.worst) == (50, 4)
    assert (CONSTANTS.provisional_below, CONSTANTS.little_evidence_below) == (80, 20)


def test_no_template_writes_a_number_of_the_model():
    written = {
        path.relative_to(TEMPLATES).as_posix(): match[0]
        for path in TEMPLATES.rglob("*.html")
        if (match := WRITTEN.search(path.read_text("utf-8")))
    }

    assert written == {}
