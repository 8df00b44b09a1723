"""Whether the port is free, and whether the server answers on it."""

from __future__ import annotations

import errno
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from .errors import LaunchError

HOST = "127.0.0.1"


def check_port(port: int) -> None:
    """Raise LaunchError if the web server could not listen on the port, or would be hidden."""
    try:
        _try_to_listen(port)
    except PermissionError as error:
        raise LaunchError(
            f"Port {port} is reserved for root: choose one above 1023, as in: PORT=8000 bin/run"
        ) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise LaunchError(f"Port {port} on {HOST} is unusable: {error.strerror}.") from error
        raise LaunchError(
            f"Port {port} is in use by another program: stop that one, or choose another port, "
            f"as in: PORT={_free_port_after(port)} bin/run"
        ) from error


def _try_to_listen(port: int) -> None:
    """Raise OSError unless the port can be listened on.

    Browsers ask for ``localhost`` on IPv6 first, where another program may have the same port.
    """
    with socket.socket(socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    try:
        socket.create_connection(("::1", port), timeout=1).close()
    except OSError:
        return
    raise OSError(errno.EADDRINUSE, "in use on IPv6")


def _free_port_after(port: int) -> int:
    for candidate in range(max(port, 1023) + 1, 65536):
        try:
            _try_to_listen(candidate)
        except OSError:
            continue
        return candidate
    return 8000


def wait_until_it_answers(port: int, *, seconds: float, watch: Callable[[], None]) -> bool:
    """Ask ``/healthz`` until it answers, calling ``watch`` between; False after the given time."""
    # Without the proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        watch()
        try:
            with opener.open(f"http://{HOST}:{port}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
