"""What a page's head says, read as search engines read it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Head:
    title: str
    meta: dict[str, str]
    canonical: str
    things: list[dict[str, Any]]

    def thing(self, kind: str) -> dict[str, Any]:
        [found] = [thing for thing in self.things if thing["@type"] == kind]
        return found


def head_of(client, path: str, status: int = 200) -> Head:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    html = response.content.decode().split("</head>")[0]
    links = re.findall(r'<link rel="canonical" href="([^"]*)">', html)
    assert len(links) <= 1
    titles = re.findall(r"<title>(.*?)</title>", html, re.DOTALL)
    found = META.findall(html)
    names = [name for name, _content in found]
    assert len(names) == len(set(names)), f"{path} says something twice: {names}"
    return Head(
        title=unescape(titles[0]),
        meta={name: unescape(content) for name, content in found},
        canonical=unescape(links[0]) if links else "",
        things=[json.loads(text) for text in DATA.findall(html)],
    )
