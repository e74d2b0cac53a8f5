"""What an agent does all day: daily totals, what is normal for it, and what leaves the normal.

A library: plain Python, no Django, no database, no clock, no network. The same days and the
same declared limits always give the same result; nothing is learned but from the days given.

:mod:`riskapp.baselines.model` and :mod:`riskapp.baselines.writing` need the standard library
only and run on Python 3.9, so that the collector can carry them to the vendor's machine.
"""
