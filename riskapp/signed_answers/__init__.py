"""Answers that a vendor may show to another organisation, signed; and those of others here.

The organisation that was answered keeps a key and signs what was attested to it; the vendor
takes the file along. Another organisation that trusts the public key verifies the file on its
own, without asking anybody, and proposes the answers.
"""
