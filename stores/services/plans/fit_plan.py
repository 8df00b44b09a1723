from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.models import Store
from stores.usage import usage_of

COMES_ALONG = ("products", "staff", "storage")
"""What a copy of a store brings; orders of a month gone by are no claim on this one's."""


def fit_plan(store: Store) -> None:
    """A store that comes in from an archive, as a clone or from a template has no more than its
    plan allows. The step runs inside the transaction that makes it, so that nothing is left.

    Raises ValidationError by field (plan)."""
    over = [one for one in usage_of(store) if one.name in COMES_ALONG and one.is_exceeded]
    if over:
        what = "; ".join(
            _("%(what)s: %(used)s of %(most)s")
            % {"what": one.label, "used": one.used_text, "most": one.most_text}
            for one in over
        )
        raise ValidationError(
            {
                "plan": _(
                    "This store holds more than the plan %(plan)s allows: %(what)s. Choose a bigger"
                    " plan, raise the plan’s limits in Center Control, or make room first."
                )
                % {"plan": store.plan.name if store.plan else "–", "what": what}
            }
        )
