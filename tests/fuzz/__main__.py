"""``python -m tests.fuzz [--inputs N] [--target NAME …] [--seed N] [--list]``.

Makes a test database, runs the targets one after the other and drops it; exit code 1 for faults."""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
from collections.abc import Callable

import pytest  # noqa: F401 - the settings for tests are chosen by its presence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")


def main(arguments: list[str]) -> int:
    import django

    django.setup()
    from tests.fuzz.targets import TARGETS

    options = parse(arguments, sorted(TARGETS))
    if options.list:
        for name in TARGETS:
            say(f"{name:16} {TARGETS[name].about}")
        return 0
    logging.disable(logging.CRITICAL)
    return run(options.target or list(TARGETS), options.inputs, options.seed)


def parse(arguments: list[str], names: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/test --fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="inputs a target (10000)")
    parser.add_argument("--target", action="append", choices=names, help="may be repeated")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--list", action="store_true", help="name the targets, and send nothing")
    return parser.parse_args(arguments)


def run(names: list[str], inputs: int, seed: int) -> int:
    """How many targets had faults decides the exit code; the seed repeats what was sent."""
    from tests.fuzz.database import test_database
    from tests.fuzz.run import run_target
    from tests.fuzz.targets import TARGETS

    failed = []
    with tempfile.TemporaryDirectory() as media, test_database(media) as world:
        for name in names:
            report = run_target(
                TARGETS[name], world, inputs=inputs, seed_value=seed, progress=progress_of(name)
            )
            say(str(report))
            for fault in report.faults:
                say(f"  FAULT {fault}\n  again: bin/test --fuzz --target {name} --seed {seed}")
            failed += [name] if report.faults else []
    say(f"Failed: {', '.join(failed)}." if failed else f"No fault in {len(names)} targets.")
    return 1 if failed else 0


def progress_of(name: str) -> Callable[[int], None]:
    return lambda sent: say(f"  {name}: {sent}")


def say(line: str) -> None:
    sys.stdout.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
