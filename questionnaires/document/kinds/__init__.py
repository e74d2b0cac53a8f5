"""The kinds of questions: one module each, with all that is decided by the kind.

How it is checked where it stands in a document, cleaned when somebody answers, said in words,
explained in files, asked on a page (as plain fields), written into cells and read from them.
A kind is named in ``names`` and listed in ``registry``, one that a product brings in its
``Extension``; nothing else has to know of it.
"""
