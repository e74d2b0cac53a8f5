"""What a vendor answered in a questionnaire of somebody else, as proposals for this one.

A file of ``content`` describes one such questionnaire: how its answers are found in a file, and
what its questions have to do with ours. The relation is typed, and each one has its reason; only
what settles one of our questions proposes an answer, the rest is shown to look at. Nothing counts
before a person confirms it. Questions of others are named by their ids, never by their words.
"""
