from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stores.actors import current_actor
from stores.models import RecoveryCode, SecondFactor, User
from stores.scope import platform_scope
from stores.services.end_sessions import end_sessions
from stores.services.record_audit import record_audit
from stores.sign_in.notices import Notice, tell


def reset_second_factor(*, user: User, reason: str = "") -> bool:
    """Take a person's authenticator app and recovery codes away, for somebody who has lost both.

    For operators: who may do so is asked by the caller. Ends all of the person's sessions at all
    stores, tells them by mail, and is written to the platform's audit log with ``reason``.
    Returns whether there was one; twice does nothing the second time. Raises ValidationError for
    the one who asks: a session that a stranger got hold of must not be enough."""
    if user.pk == current_actor().user_id:
        raise ValidationError(
            _("Turn your own second factor off under Security, or ask a colleague to reset it.")
        )
    with platform_scope(), transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        removed, _rows = SecondFactor.objects.filter(user=user).delete()
        if not removed:
            return False
        ended = end_sessions(user=user)
        record_audit(
            action="second_factor.reset", object=user, after={"sessions": ended}, reason=reason
        )
        tell(user, Notice.SECOND_FACTOR_RESET)
    return True
