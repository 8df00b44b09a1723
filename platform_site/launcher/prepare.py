"""Bring database, demo, static files and pictures up to date, setting up Django once for all.

``python -m platform_site.launcher.prepare SIGN_INS`` also writes the table of addresses and
sign-ins into the file SIGN_INS.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from .console import Counter, step

ROOT = Path(__file__).resolve().parents[2]


class MigrationCounter(io.TextIOBase):
    """Stands in for the standard output of ``migrate``: counts instead of naming each migration."""

    def __init__(self) -> None:
        self._counter = Counter("migrations")

    def write(self, text: str) -> int:
        if text.lstrip().startswith("Applying "):
            self._counter.tick()
        return len(text)

    def finish(self) -> None:
        self._counter.close()


def manage(*arguments: str) -> None:
    """Run a management command as ``manage.py`` would."""
    sys.path.insert(0, str(ROOT))
    import manage as command_line

    sys.argv = ["manage.py", *arguments]
    command_line.main()


def static_fingerprint(root: Path) -> str:
    """Changes with what ``collectstatic`` collects: our static files, packages and settings."""
    digest = hashlib.sha256()
    for path in sorted(_static_sources(root)):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _static_sources(root: Path) -> Iterator[Path]:
    yield root / "requirements.txt"
    yield root / "platform_site" / "settings.py"
    for app in root.iterdir():
        if (app / "__init__.py").exists():
            yield from (path for path in (app / "static").rglob("*") if path.is_file())


def collect_static(root: Path, static_root: Path) -> None:
    """Collect the static files, unless the same ones were collected before."""
    note = static_root.with_name("static.fingerprint")
    fingerprint = static_fingerprint(root)
    if static_root.is_dir() and note.exists() and note.read_text() == fingerprint:
        return
    with step("Collecting static files"):
        note.unlink(missing_ok=True)
        manage("collectstatic", "--noinput", "--verbosity=0")
        note.write_text(fingerprint)


def main(sign_ins: Path) -> None:
    with step("Updating the database"), contextlib.redirect_stdout(MigrationCounter()) as counter:
        manage("migrate", "--noinput", "--verbosity=1")
        counter.finish()
    with step("Loading the demo stores"):
        manage("load_demo")
    from django.conf import settings

    collect_static(ROOT, Path(settings.STATIC_ROOT))
    with step("Preparing pictures"):
        manage("make_renditions")
    with sign_ins.open("w", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        manage("show_sign_ins")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
