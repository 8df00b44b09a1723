"""What ends a command early."""

from __future__ import annotations


class LaunchError(Exception):
    """Something on this machine has to change first; the message is one line that says what."""


class Stopped(BaseException):
    """Somebody asked the command to end: Ctrl-C, SIGTERM, or a closed terminal."""
