"""What the demo's plans allow. Plans that somebody has given limits already stay as they are."""

from __future__ import annotations

from stores.models import Plan

LIMITS = {
    "basic": {"products": 25, "staff": 3, "storage": 250, "orders": 300, "domains": 0},
    "pro": {"products": 1000, "staff": 20, "storage": 5000, "orders": 10_000, "domains": 5},
}
TRIAL_DAYS = 14


def limit_plans() -> None:
    """In the platform's scope. Safe to repeat."""
    for plan in Plan.objects.filter(code__in=LIMITS, limits={}):
        plan.limits, plan.trial_days = LIMITS[plan.code], TRIAL_DAYS
        plan.save(update_fields=["limits", "trial_days"])
