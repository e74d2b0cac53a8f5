"""A copy to keep: what a vendor said, as its own PDF, after it submitted.

It holds questions, answers, the names of evidence, remarks and the attestation. It knows
nothing of scores, findings or reviews: what the buyer makes of the answers is the buyer's.
"""
