"""What activity tells whoever queues work."""

from django.dispatch import Signal

# Sent with ``assessment`` when days of its agents were kept or removed; they are watched anew
# once the transaction has committed.
days_changed = Signal()
