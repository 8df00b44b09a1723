"""Sends a request as a web server hands it over, past no middleware, and looks at the answer."""

from __future__ import annotations

import io
import re
import time
import traceback
from contextlib import nullcontext
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import got_request_exception, request_finished
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponseBase

from stores.scope import NONE, current_scope, no_scope

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Fault(AssertionError):
    """What must not happen, with the input that made it happen."""


@dataclass(frozen=True)
class Shot:
    """One request. Texts are what is on the wire; ``body`` is sent with its length unless a
    header says otherwise."""

    path: str
    method: str = "GET"
    query: str = ""
    host: str = "alpha.localhost"
    cookies: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = "127.0.0.1"

    def environ(self) -> dict[str, Any]:
        path = unquote_to_bytes(self.path.encode("latin-1", "replace")).decode("latin-1")
        environ = {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "PATH_INFO": path,
            "QUERY_STRING": self.query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": self.address, "HTTP_HOST": self.host,
            "HTTP_COOKIE": self.cookies, "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }  # fmt: skip
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        return environ


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: str
    body: bytes
    seconds: float


@dataclass
class Door:
    """``hosts`` may be led to; ``secret`` is the other store's, on ``its_host`` alone."""

    hosts: frozenset[str]
    secret: str
    its_host: str
    allowed: frozenset[int] = frozenset()
    """Answers from 500 up that are meant."""
    slowest: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.handler = WSGIHandler()

    def send(self, shot: Shot, *, undo: bool = False) -> Answer:
        """In no scope, as a request begins; raises Fault for whatever must not be. ``undo`` takes
        back what it wrote."""
        begin = time.monotonic()
        # In a test's transaction an error that a view swallows would spoil all that follows.
        alone = transaction.atomic() if undo or connection.in_atomic_block else nullcontext()
        with no_scope(), alone:
            answer = self._answer(shot)
            self._check_connection(shot)
            if undo:
                transaction.set_rollback(True)
        seconds = time.monotonic() - begin
        self.slowest = max(self.slowest, seconds)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        self._check(shot, answer)
        return answer

    def _answer(self, shot: Shot) -> Answer:
        begin, errors = time.monotonic(), []

        def note(**_signal: Any) -> None:
            errors.append(traceback.format_exc(limit=-6))

        got_request_exception.connect(note)
        request_finished.disconnect(close_old_connections)  # It would end an open transaction.
        try:
            request = WSGIRequest(shot.environ())
            request._dont_enforce_csrf_checks = True
            response: HttpResponseBase = self.handler.get_response(request)
            streaming = getattr(response, "streaming", False)
            body = b"".join(response) if streaming else response.content  # type: ignore[attr-defined, arg-type]
            headers = {name.lower(): str(value) for name, value in response.items()}
            cookies = response.cookies.output()
            response.close()
        except Exception as error:
            raise Fault(f"{shot}\nraised {error!r}\n{traceback.format_exc(limit=-6)}") from error
        finally:
            got_request_exception.disconnect(note)
            request_finished.connect(close_old_connections)
        if response.status_code >= 500 and response.status_code not in self.allowed:
            raise Fault(f"{shot}\nwas answered {response.status_code}\n{''.join(errors)}")
        return Answer(response.status_code, headers, cookies, body, time.monotonic() - begin)

    def _check_connection(self, shot: Shot) -> None:
        """The scope of the request is left, here and in the database, and no error was hidden."""
        if current_scope() != NONE:
            raise Fault(f"{shot}\nleft {current_scope()} behind")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('galleria.store', true),"
                " current_setting('galleria.sees_from', true)::bigint"
                " <= current_setting('galleria.sees_to', true)::bigint"
            )
            if cursor.fetchone() != ("", False):
                raise Fault(f"{shot}\nleft a store's scope on the connection")

    def _check(self, shot: Shot, answer: Answer) -> None:
        host = shot.host.rsplit(":", 1)[0].rstrip(".").lower()
        shown = answer.body.decode("utf-8", "replace") + str(answer.headers) + answer.cookies
        if host != self.its_host and self.secret in shown:
            raise Fault(f"{shot}\nwas shown what is another store's")
        if any(CONTROL.search(value) for value in answer.headers.values()):
            raise Fault(f"{shot}\nput control characters into a header: {answer.headers}")
        location = answer.headers.get("location")
        if location is not None and not self.stays_here(location):
            raise Fault(f"{shot}\nwas sent to {location!r}")
        try:
            SimpleCookie().load(answer.cookies)
        except CookieError as error:
            raise Fault(f"{shot}\nwas given a cookie that nobody can read: {error}") from error

    def stays_here(self, location: str) -> bool:
        """Whether browsers, which take a backslash for a slash, would stay on a host of ours."""
        here = f"http://{self.its_host}/"
        try:
            parts = urlsplit(urljoin(here, location.replace("\\", "/").strip()))
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.hostname in self.hosts
