"""AI tools: what is published about them, which questions speak of them, and their credentials.

Plain Python over documents of :mod:`questionnaires.document`; no Django, no database, no
clock. What it knows stands in ``content/``: a dated catalogue of tools, the map from its facts
to questions, the columns of the register, and the rules for what is followed up.
"""
