"""Turn files that machines wrote into facts, and lay them beside what was answered.

A library: plain Python, no Django, no database, no clock, no network. What it knows of formats
stands in ``content/``, as data. It runs nothing it reads, keeps no file, and lets no secret
out: in the place of each stand its kind, its last four characters and a keyed hash.

Everything but :mod:`riskapp.evidence.loading`, :mod:`riskapp.evidence.readers.yaml_text`,
:mod:`riskapp.evidence.comparing` and :mod:`riskapp.evidence.measuring` needs the standard
library only and runs on Python 3.9, so that the collector can carry it to the vendor's machine.
"""
