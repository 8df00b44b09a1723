"""``python -m platform_site.launcher run`` and ``… test [pytest arguments]``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .console import say
from .environment import Environment
from .errors import LaunchError, Stopped
from .services import stop_on_signals

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Run a command; exit code 2 for a wrong environment, 1 for other failures, 0 when stopped."""
    command, *rest = arguments or [""]
    if command not in {"run", "test"} or (command == "run" and rest):
        return _fail("bin/run takes no arguments; bin/run --help tells what it does.", 2)
    try:
        stop_on_signals()
        try:
            environment = Environment.read(os.environ, ROOT)
        except LaunchError as error:
            return _fail(str(error), 2)
        if command == "run":
            from .run import run

            run(environment)
            return 0
        from .checks import test

        return test(environment, rest)
    except LaunchError as error:
        return _fail(str(error), 1)
    except Stopped:
        say("\nStopped.")
        return 0 if command == "run" else 130


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"\n{message}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
