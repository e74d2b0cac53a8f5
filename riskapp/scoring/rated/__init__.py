"""What a questionnaire says about risk, read from the same document that asks the questions.

``questionnaires.document`` keeps what it does not know as ``extra``; the extension registered
here (:mod:`.extension`, named by the setting ``QUESTIONNAIRE_EXTENSION``) reads it into the
values of :mod:`.model`, with the same refusals by line.
"""
