"""Whether a program visits, and not a person: by what it calls itself.

Every browser that people use begins with ``Mozilla/5.0`` (the one thing they agree on); libraries
and command lines do not. Programs that do are told by the words with which well-behaved ones say
what they are (https://datatracker.ietf.org/doc/html/rfc9309 asks them to name themselves), and by
an address where one can read about them. Who pretends to be a browser is counted as one."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 400
WORDS = (
    # “CUBOT” is a maker of telephones.
    r"(?<!cu)bots?(?![a-z])|bot[/_-]|crawl|spider|slurp|archiver|scrap(?:er|y)|fetcher|"
    r"headless|phantomjs|puppeteer|playwright|selenium|webdriver|electron/|"
    r"lighthouse|pagespeed|gtmetrix|pingdom|uptime|monitor(?:ing)?\b|statuscake|"
    r"facebookexternalhit|facebookcatalog|whatsapp|embedly|quora link preview|"
    r"preview|validator|checker|scanner|feedfetcher|favicon|mediapartners|"
    r"google-|googleother|google-inspectiontool|bingpreview|duckduckgo-favicons|"
    r"chatgpt|claude|perplexity|anthropic|bytespider|\+?https?://"
)
PROGRAM = re.compile(WORDS, re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_program(user_agent: str) -> bool:
    """Of the first ``LONGEST`` characters of the header; without one it is a program."""
    return not user_agent.startswith("Mozilla/5.0 (") or PROGRAM.search(user_agent) is not None
