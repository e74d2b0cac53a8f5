"""Turn answers into a risk score, with a reason for every number.

A library: plain Python, no Django, no database, no clock. The same answers, the same
catalogue and the same day always give the same result. All arithmetic is exact; each
number is rounded once, when it is shown. The model is explained in docs/scoring.md.
"""
