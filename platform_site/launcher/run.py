"""``bin/run``: set everything up and serve until stopped."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .console import say, step
from .database import database
from .environment import Environment
from .errors import LaunchError
from .port import HOST, check_port, wait_until_it_answers
from .services import Command, Service, Services, run_to_end

_WEB_PROCESSES = 2
_THREADS = 4
_ANSWER_SECONDS = 90
_WATCH_SECONDS = 0.5


def run(environment: Environment) -> None:
    """Serve until Stopped; raises LaunchError if something is missing or ends by itself."""
    check_port(environment.port)
    with database(environment), tempfile.TemporaryDirectory() as folder:
        sign_ins = Path(folder) / "sign-ins"
        prepare: Command = [sys.executable, "-m", "platform_site.launcher.prepare", sign_ins]
        code = run_to_end(prepare, directory=environment.root, variables=environment.variables())
        if code != 0:
            raise LaunchError("The set-up failed; the lines above say why.")
        _serve(environment, sign_ins.read_text(encoding="utf-8").rstrip())


def _serve(environment: Environment, sign_ins: str) -> None:
    services = Services(environment.root, environment.variables())
    try:
        with step("Starting the web server and the background workers"):
            services.start(Service("web server", _web_command(environment.port)))
            worker = [sys.executable, "manage.py", "run_worker", "--queue"]
            services.start(Service("background worker", [*worker, "default"], restart=True))
            services.start(Service("worker for long jobs", [*worker, "jobs"], restart=True))
            if not wait_until_it_answers(
                environment.port, seconds=_ANSWER_SECONDS, watch=services.watch
            ):
                raise LaunchError(f"The web server did not answer within {_ANSWER_SECONDS} s.")
        say(f"\n{sign_ins}\n\nReady. Stop with Ctrl-C.")
        services.watch_until_stopped(_WATCH_SECONDS)
    finally:
        services.stop()


def _web_command(port: int) -> list[str | Path]:
    """Granian restarts a process that died; requests have 10 s to end when it is stopped."""
    return [
        *(sys.executable, "-m", "granian"),
        *("--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", str(_WEB_PROCESSES), "--blocking-threads", str(_THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "10"),
        *("--no-ws", "--log-level", "warning"),
        "platform_site.wsgi:application",
    ]
