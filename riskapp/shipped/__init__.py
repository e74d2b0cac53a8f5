"""The questionnaire that comes with the product, its earlier versions, countries and languages.

Files in ``content/``, and no code but what reads them: plain Python, without Django. Who asks
questionnaires at all (:mod:`questionnaires`) learns of them from the product's extension.
"""
