"""deploy/Caddyfile fits what Galleria answers. Caddy itself reads it where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from django.conf import settings

from stores.tls_ask import PATH

CADDYFILE = settings.BASE_DIR / "deploy" / "Caddyfile"


def test_caddy_asks_where_galleria_answers_and_lets_nobody_else_ask():
    text = CADDYFILE.read_text()
    (asked,) = re.findall(
        r"^\s*ask http://\{\$GALLERIA_UPSTREAM:127\.0\.0\.1:8000\}(\S+)$", text, re.M
    )
    assert asked == PATH
    (hidden,) = re.findall(r"^\s*@internal path (.+)$", text, re.M)
    assert "/internal/*" in hidden.split()
    assert text.index("respond @internal 404") < text.index("reverse_proxy")
    assert "Strict-Transport-Security" not in text, "That is Galleria's to say."
    assert "trusted_proxies" not in text, "Nobody stands before Caddy."


def test_caddy_reads_it():
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed here.")
    command = [caddy, "validate", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
