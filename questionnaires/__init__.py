"""Ask and collect: questionnaires, responses, invitations.

This package knows nothing of what it is used for and could be lifted out: it imports nothing of
``riskapp``, and what is asked about is said by the product (``document.topic``).
"""
