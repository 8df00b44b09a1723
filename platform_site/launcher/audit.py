"""pip-audit: whether an installed version of a package is known to be vulnerable.

Asking the package index is asked for with ``AUDIT=1`` (CI does); a copy of the advisories on this
machine, named by ``ADVISORY_DB``, needs no network: pip-audit then asks this process.
``python -m platform_site.launcher.audit DATABASE [pip-audit's arguments]`` does the latter.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from .errors import LaunchError
from .services import Command

INDEX = "https://pypi.org/pypi/pip/json"
SECONDS = 5
HOW_TO_GET_IT = "AUDIT=1 asks the package index, ADVISORY_DB=all.zip reads a copy of the advisories"
Advisories = Mapping[str, list[dict[str, Any]]]


def audit_command(variables: Mapping[str, str]) -> Command | str:
    """The command that audits the pinned packages, or why there is none this time.

    Raises LaunchError for an ADVISORY_DB that is not there."""
    arguments = ["-r", "tests/requirements.txt", "--no-deps", "--disable-pip"]
    arguments += ["--progress-spinner", "off"]
    database = variables.get("ADVISORY_DB")
    if database:
        if not Path(database).exists():
            raise LaunchError(
                f"ADVISORY_DB is {database!r}, which is not there: give a folder of advisories in"
                " OSV's JSON or their archive (all.zip of OSV's export for PyPI), or unset it."
            )
        return [sys.executable, "-m", "platform_site.launcher.audit", database, *arguments]
    wanted = variables.get("AUDIT")
    if wanted == "0" or not (wanted or variables.get("CI") == "true"):
        return f"nobody asked for it ({HOW_TO_GET_IT})"
    if (reason := unreachable(INDEX)) is not None:
        return f"{reason} ({HOW_TO_GET_IT})"
    return [sys.executable, "-m", "pip_audit", *arguments]


def unreachable(address: str) -> str | None:
    """Why the index cannot be asked now; None if it answers."""
    try:
        response = requests.get(address, timeout=SECONDS)
    except requests.RequestException as error:
        return f"the package index does not answer: {type(error).__name__}"
    if response.status_code != 200:
        return f"the package index answers {response.status_code}"
    return None


def read_advisories(database: Path) -> Advisories:
    """All advisories by the package's canonical name; those of other ecosystems are left out."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in advisory_texts(database):
        advisory = json.loads(text)
        for affected in advisory.get("affected", []):
            package = affected.get("package", {})
            if package.get("ecosystem") == "PyPI":
                name = canonicalize_name(package["name"])
                package["name"] = name  # As pip-audit compares it.
                found[name].append(advisory)
    if not found:
        raise LaunchError(f"{database} has no advisory about a package of PyPI in OSV's JSON.")
    return found


def advisory_texts(database: Path) -> Iterator[bytes]:
    if database.is_dir():
        yield from (file.read_bytes() for file in sorted(database.rglob("*.json")))
        return
    with zipfile.ZipFile(database) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield archive.read(name)


def answer(advisories: Advisories, name: str, version: str) -> list[dict[str, Any]]:
    """What OSV would answer for a package and a version."""
    package = canonicalize_name(name)
    return [
        advisory
        for advisory in advisories.get(package, [])
        if any(
            is_affected(affected, version)
            for affected in advisory["affected"]
            if affected.get("package", {}).get("name") == package
        )
    ]


def is_affected(affected: Mapping[str, Any], version: str) -> bool:
    """By the list of versions, or by a range of them (OSV schema 1, "Evaluation")."""
    if version in affected.get("versions", []):
        return True
    ranges = (each for each in affected.get("ranges", []) if each.get("type") == "ECOSYSTEM")
    return any(is_in(each.get("events", []), Version(version)) for each in ranges)


def is_in(events: Iterable[Mapping[str, str]], version: Version) -> bool:
    inside = False
    order = [(as_version(value), kind) for event in events for kind, value in event.items()]
    for at, kind in sorted(order, key=lambda pair: pair[0]):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def as_version(text: str) -> Version:
    """``0`` stands for before all versions."""
    try:
        return Version("0.dev0" if text == "0" else text)
    except InvalidVersion:
        return Version("0.dev0")


@contextmanager
def served(advisories: Advisories) -> Iterator[str]:
    """The address at which the advisories can be asked as OSV's are, on this machine only."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = answer(advisories, asked["package"]["name"], asked["version"])
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def main(database: str, *arguments: str) -> int:
    try:
        advisories = read_advisories(Path(database))
    except (LaunchError, OSError, ValueError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"The advisories of {database} cannot be read: {error}\n")
        return 2
    with served(advisories) as address:
        command = [sys.executable, "-m", "pip_audit", "-s", "osv", "--osv-url", address]
        return subprocess.run([*command, *arguments], check=False).returncode  # noqa: S603 - pip-audit


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
