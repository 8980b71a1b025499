"""The rules of an assessment about attempts and time. Pure: instants come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """`max_attempts` and `time_limit` are None where there is none."""

    max_attempts: int | None = None
    wait: timedelta = timedelta(0)
    time_limit: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may still do: `attempts_left` is None without a limit, `opens_at` is None
    if the next attempt may start now."""

    attempts_left: int | None
    opens_at: datetime | None

    @property
    def may_start(self) -> bool:
        return self.opens_at is None and self.attempts_left != 0


def allowance(policy: Policy, submitted_at: Sequence[datetime], now: datetime) -> Allowance:
    """What remains after attempts that were submitted at `submitted_at`, in any order."""
    left = None
    if policy.max_attempts is not None:
        left = max(0, policy.max_attempts - len(submitted_at))
    opens_at = max(submitted_at) + policy.wait if submitted_at else None
    if left == 0 or opens_at is None or opens_at <= now:
        opens_at = None
    return Allowance(attempts_left=left, opens_at=opens_at)


def time_allowed(
    policy: Policy, *, extra_time_percent: int = 0, untimed: bool = False
) -> timedelta | None:
    """How long an attempt may take; None without a limit."""
    if policy.time_limit is None or untimed:
        return None
    return policy.time_limit * (100 + extra_time_percent) / 100
