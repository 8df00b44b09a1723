"""Child processes: run one to its end, or keep several running until the command is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .console import say
from .errors import LaunchError, Stopped

_STOP_SECONDS = 15
_LONGEST_PAUSE = 60
_STEADY_SECONDS = 60

Command = Sequence[str | Path]


def stop_on_signals() -> None:
    """Turn Ctrl-C, SIGTERM and a closed terminal into Stopped, once; later ones are ignored.

    Children live in sessions of their own, so Ctrl-C reaches them through this process only.
    """

    def stop(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def run_to_end(
    command: Command, *, directory: Path, variables: Mapping[str, str], quiet: bool = False
) -> int:
    """Run a command, its output shown unless ``quiet``, and return its exit code.

    It is ended when this process is stopped.
    """
    output = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen(  # noqa: S603 - commands of this package
        command,
        cwd=directory,
        env=variables,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        return process.wait()
    finally:
        end_processes([process])


@dataclass
class Service:
    """A process that has to run all the time; ``restart`` says if it may be started again."""

    name: str
    command: Command
    restart: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0


@dataclass
class Services:
    """Several services, watched together and ended together."""

    directory: Path
    variables: Mapping[str, str]
    report: Callable[[str], None] = say
    services: list[Service] = field(default_factory=list)

    def start(self, service: Service) -> None:
        self.services.append(service)
        self._launch(service)

    def watch(self) -> None:
        """Look once: start again what died and may be; raise LaunchError for what may not."""
        for service in self.services:
            if service.process is None:
                if time.monotonic() >= service.start_again_at:
                    self._launch(service)
            elif service.process.poll() is not None:
                self._handle_death(service, service.process)

    def watch_until_stopped(self, pause: float) -> None:
        """Look every ``pause`` seconds, until an exception ends it."""
        while True:
            self.watch()
            time.sleep(pause)

    def stop(self) -> None:
        """End all of them: ask, wait for what they have under way, then insist."""
        end_processes([service.process for service in self.services if service.process is not None])
        self.services.clear()

    def _launch(self, service: Service) -> None:
        service.started = time.monotonic()
        service.process = subprocess.Popen(  # noqa: S603 - commands of this package
            service.command,
            cwd=self.directory,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _handle_death(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        end_processes([process])
        service.process = None
        how = _how_it_ended(process.returncode)
        if not service.restart:
            raise LaunchError(f"The {service.name} ended ({how}); its last lines above say why.")
        if time.monotonic() - service.started >= _STEADY_SECONDS:
            service.failures = 0
        pause = min(2**service.failures, _LONGEST_PAUSE)
        service.failures += 1
        service.start_again_at = time.monotonic() + pause
        self.report(f"The {service.name} ended ({how}); starting it again in {pause} s.")


def _how_it_ended(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def end_processes(processes: Sequence[subprocess.Popen[Any]]) -> None:
    """Ask the processes to end, and then end whatever is left of their process groups."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(deadline - time.monotonic(), 0.1))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
