"""A stored score as people read it: rows, words and shapes, for pages, reports, files and terminals.

Plain Python over what ``riskapp.scoring.export.to_data`` writes; no Django, no database, no
clock. Whoever shows a score takes its rows from here, so that no two of them can differ.
Numbers are decimals as text, 0 to 100 with one place, as they are stored; they are spelled for
a reader where they are shown. Words are in the language in force (``questionnaires.document.words``).
"""
