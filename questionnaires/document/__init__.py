"""The questionnaire document: what is asked, of whom, and under which condition.

Plain Python: no Django, no database, no clock. What day it is, is an argument.
A document is parsed once (:func:`parsing.parse_document`), never changed, and read by
the page that asks and by whatever a product makes of the answers.
"""
