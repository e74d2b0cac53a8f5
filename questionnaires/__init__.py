"""Ask and collect: questionnaires, responses, invitations.

This package knows nothing of vendors, law or risk scores and could be lifted out:
it imports nothing of ``riskapp``.
"""
