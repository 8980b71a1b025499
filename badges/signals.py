"""What the badges floor tells the floors above. Facts in the past tense, sent inside the
transaction that records them; a receiver that raises undoes it. None of them is how an
award comes about."""

from django.dispatch import Signal

award_made = Signal()
"""Sent with `award` when a badge has been awarded, once for each award. Not sent when
`award()` finds that the person already holds the badge."""

award_revoked = Signal()
"""Sent with `award` when it has been revoked. Not sent for an award that was revoked
before."""
