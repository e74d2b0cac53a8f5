"""A kind of question that this product brings: for each country that other questions name, what
a transfer to it rests on.

``reading`` reads the bases a document offers, ``asked`` is the kind as it is asked, said and
written into files, ``evaluated`` what an answer amounts to.
"""
