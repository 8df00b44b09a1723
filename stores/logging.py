from __future__ import annotations

import logging
import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from stores.scope import current_scope

HIDDEN = "••••"

_NAMED = r"(?:secret|token|password|passwd|api[_-]?key|signing[_-]?key|sessionid|csrftoken)"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Keys of payment providers, by the beginnings that they give them.
    (re.compile(r"\b(sk|rk|pk|whsec)_((?:live|test)_)?[A-Za-z0-9_\-]{6,}"), rf"\1_{HIDDEN}"),
    # What a browser or a provider proves itself by.
    (re.compile(r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?)(\w+\s+)?[^\s'\",}]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=\-]{8,}"), rf"\1 {HIDDEN}"),
    # Links that open something to whoever has them.
    (re.compile(r"(/password_reset/confirm/[^/\s]+/)[^/\s?\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/admin/invitation/)[^/\s?\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/admin/support/enter/)[^/\s?\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/orders/)[A-Za-z0-9_\-]{16,}"), rf"\1{HIDDEN}"),
    # name=value and 'name': 'value', in queries, bodies and printed dictionaries.
    # (With an end to what is looked through: a line may be as long as what somebody sent.)
    (re.compile(rf"(?i)({_NAMED}\w{{0,40}}['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;}}]+"), rf"\1{HIDDEN}"),
    # What Fernet makes.
    (re.compile(r"\bgAAAA[A-Za-z0-9_\-]{20,}={0,2}"), HIDDEN),
)
# A line of their own is what nobody may write into the log who only sends a request.
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
SECRET_NAMES = re.compile(
    "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|CREDENTIALS|DIGEST|COOKIE|SESSION|CODE", re.IGNORECASE
)


def masked(text: str) -> str:
    """``text`` without what opens something: keys, tokens, passwords."""
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


class ScopeFilter(logging.Filter):
    """Puts the store in scope on every record, as ``record.store``.

    Django reports a refused or failed request after the last middleware has left the scope; such
    a record brings its request, which knows its store."""

    def filter(self, record: logging.LogRecord) -> bool:
        store = getattr(getattr(record, "request", None), "store", None)
        record.store = store.slug if store is not None else str(current_scope())
        return True


def message_of(record: logging.LogRecord) -> str:
    """In one line. A handler forgives what does not fit its placeholders, a filter must, too."""
    try:
        message = record.getMessage()
    except Exception:  # noqa: BLE001 - whatever it is, it is no reason to fail what was logged
        message = f"{record.msg!s} {record.args!r}"
    return CONTROL.sub(lambda found: repr(found[0])[1:-1], message)


class MaskSecretsFilter(logging.Filter):
    """Takes secrets out of a record before its handler writes it, also out of its traceback."""

    formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(message_of(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


class ReporterFilter(SafeExceptionReporterFilter):
    """Error reports: variables and fields with a secret's name are hidden whether or not the view
    said so, and secrets that stand in other values are, too."""

    hidden_settings = SECRET_NAMES
    cleansed_substitute = HIDDEN

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        parameters = super().get_post_parameters(request)
        if request is None or not self.is_active(request):
            return parameters
        cleansed = parameters.copy()
        for name in cleansed:
            cleansed[name] = self.value_of(name, cleansed[name])
        return cleansed

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        variables = super().get_traceback_frame_variables(request, tb_frame)
        if not self.is_active(request):
            return variables
        return [(name, self.value_of(name, value)) for name, value in variables]

    def value_of(self, name: str, value: Any) -> Any:
        if SECRET_NAMES.search(str(name)):
            return HIDDEN
        try:
            text = value if isinstance(value, str) else repr(value)
        except Exception:  # noqa: BLE001 - somebody's __repr__ is no reason to lose the report
            return HIDDEN
        safe = masked(text)
        return value if safe == text else safe
