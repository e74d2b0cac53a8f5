"""What others may listen to."""

from django.dispatch import Signal

# Arguments: user, organisation_id. Sent when a person of several organisations chooses one.
organisation_chosen = Signal()
