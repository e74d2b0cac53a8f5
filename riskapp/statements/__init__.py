"""Answers as a signed statement: made, cut down to what somebody may see, verified.

A DSSE envelope (https://github.com/secure-systems-lab/dsse) around an in-toto Statement v1 in
canonical JSON, signed with Ed25519. The statement holds a salted digest for each answer; the
answers travel beside it, and one that is left out is its digest alone.

This package is a library: plain Python, no Django, no database, no clock.
docs/signed-answers.md describes the format; it is a promise to others.
"""
