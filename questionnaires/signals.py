"""Announcements of this package, and one question it asks whoever listens."""

from django.dispatch import Signal

# Sent inside the transaction that is about to submit a response, before its row is held: whoever
# holds a row of its own together with it takes that one first. Carries ``response``.
response_submitting = Signal()

# Sent inside the transaction that submits a response; carries ``response``.
response_submitted = Signal()

# A mail waits to be sent; sent inside the transaction, with ``delivery``.
delivery_queued = Signal()

# Somebody who answers asked whoever asks; sent inside the transaction, with ``message``.
message_written = Signal()

# What can be done or fetched after submission, with ``response``; each receiver returns a
# list of ``questionnaires.queries.AfterwardsLink``.
afterwards = Signal()

# Answers that somebody outside proposes, with ``response``, ``answer_set`` and ``questions`` (the
# only ones that are looked at; None: all); each receiver returns a list of ``questionnaires.queries.proposals.Offered``.
offering = Signal()

# Proposed answers were confirmed; sent inside the transaction, with ``response``, ``offers`` (as
# they were given) and ``respondent``.
offers_confirmed = Signal()

# What else can be done while answering, with ``response``, ``entry`` (None: not on the page of
# one) and ``question`` ("": not at a single answer); each receiver returns a list of ``questionnaires.queries.AfterwardsLink``.
meanwhile = Signal()
