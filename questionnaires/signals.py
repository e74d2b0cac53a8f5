"""Announcements of this package. Exactly one travels upwards."""

from django.dispatch import Signal

# Sent inside the transaction that submits a response; carries ``response``.
response_submitted = Signal()

# A mail waits to be sent; sent inside the transaction, with ``delivery``.
delivery_queued = Signal()
