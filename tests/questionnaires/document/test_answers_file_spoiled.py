"""An answers file that says everything, as it is read, and with each of its lines spoiled."""

import yaml

from questionnaires.document.answers_file import QuotingDumper, read_answers
from questionnaires.document.offline.answers import read_questions
from questionnaires.document.parsing import load_document
from tests.factories.spoiled import FOLDER, kept, read_as, refusals_of

DOCUMENT = load_document(FOLDER / "questionnaire.yaml")


def find(wanted):
    if wanted != "everything@3":
        raise LookupError(wanted)
    return DOCUMENT


def text_of(source):
    return yaml.dump(source.data, Dumper=QuotingDumper, sort_keys=False)


def answers_in(text):
    """What a file says, without the questionnaire."""
    found = read_answers(text, "answers.yaml", find)
    return (
        found.filled,
        found.as_of,
        found.respondent_name,
        found.respondent_country,
    )


def test_everything_a_file_of_answers_says_is_read():
    text = (FOLDER / "answers.yaml").read_text("utf-8")

    found = read_as(answers_in(text)) + read_as(read_questions(text, "a", DOCUMENT))

    assert found.splitlines() == kept("answers.read.txt", found).splitlines()


def test_whatever_is_spoiled_is_refused_or_read_as_it_was():
    said = refusals_of("answers", lambda source: answers_in(text_of(source)))

    assert said.splitlines() == kept("answers.txt", said).splitlines()


def test_on_the_way_to_a_page_it_is_told_beside_what_can_be_read():
    def complaints(source):
        found = read_questions(text_of(source), "a.yaml", DOCUMENT)
        return (found.complaints, found.notices, found.response, found.change)

    said = refusals_of("answers", complaints)

    assert said.splitlines() == kept("answers.page.txt", said).splitlines()
