"""The platform asks each store for its home page, as a shopper would, and looks at the answer.

In this process, through the same handler as the web server's: every middleware, view and template
a shopper's request meets, in the store's scope, without a port or an address that depends on how
the platform is installed. That the web server itself runs is for whoever stands in front of it to
ask (``/healthz``)."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils.html import escape
from django.utils.translation import gettext as _

from stores.actors import NOBODY, acting
from stores.models import Store
from stores.probe import PROBE
from stores.scope import no_scope

logger = logging.getLogger(__name__)

LOOK = "/"
CONTROL_LOOK = "/admin/login/"
MOST_HANGING = 5

_hanging: list[threading.Thread] = []


@dataclass(frozen=True, slots=True)
class Answer:
    """``reason`` says why it is not what it should be; empty: all is well."""

    status_code: int | None
    milliseconds: float
    reason: str = ""


def probe(store: Store, hostname: str) -> Answer:
    """Ask for the home page at ``hostname``, the store's primary one. Never raises."""
    path = CONTROL_LOOK if store.is_platform else LOOK
    asked: dict[str, Any] = {}

    def ask() -> None:
        asked["answer"] = request_page(hostname, path)

    started = perf_counter()
    in_time = within(settings.MONITORING["probe_seconds"], ask)
    milliseconds = (perf_counter() - started) * 1000
    if not in_time:
        return Answer(None, milliseconds, _("no answer in time"))
    status, body = asked.get("answer", (500, ""))
    return Answer(status, milliseconds, problem(store, status, body))


def problem(store: Store, status: int, body: str) -> str:
    if status != 200:
        return _("answered with status %(status)s") % {"status": status}
    if not body.strip():
        return _("the page is empty")
    if not store.is_platform and escape(store.name) not in body:
        return _("the page does not show the store’s name")
    return ""


def request_page(hostname: str, path: str) -> tuple[int, str]:
    """Status and text of one page."""
    status: list[int] = []

    def start_response(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        status.append(int(line.split(" ", 1)[0]))

    with no_scope(), acting(NOBODY):
        response = handler()(environment(hostname, path), start_response)
        try:
            body = b"".join(response)
        finally:
            response.close()
    return status[0], body.decode(errors="replace")


@cache
def handler() -> WSGIHandler:
    return WSGIHandler()


def environment(hostname: str, path: str) -> dict[str, Any]:
    scheme, port = settings.PUBLIC_SCHEME, str(settings.PUBLIC_PORT)
    is_usual = (scheme, port) in (("http", "80"), ("https", "443"))
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": hostname,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": hostname if is_usual else f"{hostname}:{port}",
        "HTTP_ACCEPT": "text/html",
        "HTTP_USER_AGENT": "Galleria probe",
        "HTTP_X_FORWARDED_PROTO": scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        PROBE: True,
    }


def within(seconds: float, function: Callable[[], None]) -> bool:
    """Whether the function came to its end in time. It runs in a thread of its own, as what hangs
    cannot be ended from outside; while too many hang, none is begun. 0: here, however long."""
    if not seconds:
        run_safely(function)
        return True
    _hanging[:] = [thread for thread in _hanging if thread.is_alive()]
    if len(_hanging) >= MOST_HANGING:
        return False

    def run() -> None:
        try:
            run_safely(function)
        finally:
            with suppress(Exception):
                connection.close()

    thread = threading.Thread(target=run, name="probe", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _hanging.append(thread)
        return False
    return True


def run_safely(function: Callable[[], None]) -> None:
    try:
        function()
    except Exception:
        logger.exception("A probe failed in itself")
