"""What assessments tell the rooms above them."""

from django.dispatch import Signal

# Sent with ``assessment`` when a new snapshot of its score is due; whoever hears it takes it
# once the transaction has committed.
score_due = Signal()

# Sent with ``assessment`` in the transaction that started it.
assessment_started = Signal()
