"""Files that somebody dropped as evidence: what they show, laid beside the answers.

A file is read once, by a process that can do little, and is not kept: kept are its facts, its
digest and its day. A fact never counts before a person at the vendor confirmed it, and never
changes an answer by itself.
"""
