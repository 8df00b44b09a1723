"""Make the project's ``.venv`` and install pinned requirements into it, once.

Run by the system's Python with the standard library alone:
``python -m platform_site.launcher.virtualenv requirements.txt``.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .console import Counter, say, step
from .errors import LaunchError

ROOT = Path(__file__).resolve().parents[2]
_INCLUDE = re.compile(r"^-r\s+(\S+)", re.MULTILINE)
_PINNED = re.compile(r"^[\w.-]+(\[[\w,]+\])?==", re.MULTILINE)


def with_included(requirements: Path) -> list[Path]:
    """The requirements file and those that it includes with ``-r``."""
    files = [requirements]
    for name in _INCLUDE.findall(requirements.read_text()):
        files += with_included((requirements.parent / name).resolve())
    return files


def fingerprint(requirements: Path) -> str:
    """Changes with any requirement."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in with_included(requirements))).hexdigest()


class ProjectEnvironment:
    """A virtual environment with a note of the requirements that are completely installed.

    Without the note, as after a set-up that was interrupted, its content is not trusted: it is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self._note = folder / "installed.json"

    def ensure(self, requirements: Path) -> None:
        """Make and fill the environment, unless these requirements are installed in it."""
        if self._has(requirements):
            return
        with self._locked():
            if self._has(requirements):
                return
            installed = self._installed()
            if not installed and not self._is_fresh():
                self._create()
            self._install(requirements)
            for file in with_included(requirements):
                installed[str(file)] = fingerprint(file)
            self._note.write_text(json.dumps(installed, indent=1))

    def _has(self, requirements: Path) -> bool:
        return self._installed().get(str(requirements)) == fingerprint(requirements)

    def _installed(self) -> dict[str, str]:
        """Fingerprint by requirements file; empty if the environment is missing, broken or was moved."""
        try:
            noted = json.loads(self._note.read_text())
        except (OSError, ValueError):
            return {}
        return noted if self._python_runs() else {}

    def _python_runs(self) -> bool:
        """False if the Python that it was made from is gone or another one now."""
        try:
            check = [self.python, "-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"]
            return subprocess.run(check, capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    def _create(self) -> None:
        version = ".".join(str(part) for part in sys.version_info[:3])
        with step(f"Making {self.folder.name} with Python {version}"):
            try:
                venv.create(self.folder, clear=True, with_pip=True, symlinks=True)
            except subprocess.CalledProcessError as error:
                raise LaunchError(f"Python's venv module failed: {_last_line(error.output)}") from None

    def _install(self, requirements: Path) -> None:
        pins = sum(len(_PINNED.findall(file.read_text())) for file in with_included(requirements))
        counter = Counter("packages", pins)
        with step("Installing the packages of " + os.path.relpath(requirements, ROOT)):
            # Removed first: an interrupted installation must not look like a complete one.
            self._note.unlink(missing_ok=True)
            options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
            process = subprocess.Popen(
                [self.python, "-m", "pip", "install", *options, "-r", requirements],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line)
                if line.startswith(("Collecting ", "Requirement already satisfied:")):
                    counter.tick()
            counter.close()
            if process.wait() != 0:
                errors = [line for line in lines if line.startswith("ERROR:")] or lines[-5:]
                say("".join(errors).rstrip())
                raise LaunchError("Installing the packages failed, see above: check the network, then run it again.")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One set-up at a time; the project's folder itself is the lock."""
        descriptor = os.open(self.folder.parent, os.O_RDONLY)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("• Waiting for another set-up of .venv to finish")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
