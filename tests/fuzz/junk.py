"""What strangers send: texts, parameters, headers and bodies that nobody's browser would."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_from_bytes, quote_plus

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

EVIL = [
    "", " ", "\0", "a\0b", "%00", "%2500", "%", "%zz", "%u0041", "%c0%af", "%ff%fe", "+", "\t",
    "\n", "\r\nSet-Cookie: a=b", "\x7f", "\x1b[2J", "\\", "/", "//", ".", "..", "../" * 8,
    "..%2f..%2f", "..\\..\\", "....//", "'", '"', "`", "' OR 1=1 --", "'; SELECT pg_sleep(9) --",
    "${7*7}", "{{7*7}}", "{% now %}", "%s%s%n", "%(x)s", "{0}", "<script>alert(1)</script>",
    "</title>", "<!--", "\u202eabc", "שלום", "\u2028", "\ufeff", "\u200b", "\u0301" * 40,
    "ﷺ" * 50, "é", "e\u0301", "😀", "ß", "İ", "ı", "ſ", "\ud800", "\udfff\ud800", "\uffff",
    "\U0010ffff", "A" * 300, "A" * 6000, "-1", "0", "-0", "1", "01", "1.0", "1e3", "1e309",
    "1e-400", "1E999999999", "NaN", "sNaN", "Infinity", "-Infinity", "2147483648", "-2147483649",
    "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000, "0x10", "1_000", "1,5",
    "1.000,50", "٣", "１２", "²", "½", "१", "true", "null", "None", "undefined", "[]", "{}",
    "[" * 2000, '{"a":' * 500, "1,2", ",", ";", "&", "=", "a=b&c=d", "#", "?", "//evil.example",
    "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "https://evil.example/", "javascript:alert(1)", "data:text/html,x", "\tjavascript:alert(1)",
    "http://[::1", "http://[", "http://a:b@evil.example", "xn--", "xn--a", "localhost",
    "alpha.localhost", "beta.localhost", "control.localhost", "127.0.0.1", "::1", "[::1]", "[",
    "fe80::1%eth0", "1.2.3.4, 5.6.7.8", "unknown", "_hidden",
    "01a20364-a38a-7ee6-927a-d53c4fcbe1ea", "urn:uuid:01a20364-a38a-7ee6-927a-d53c4fcbe1ea",
    "00000000-0000-0000-0000-000000000000", "a|b", "a & b", "!(", "a:*", "'a':*B", "\\'", "-",
    "--", "-a", "*", "()", "&&&", "<->", "or", "or or", '"a', "a\"b'c", "2026-02-30",
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-13-01T25:61", "24:00",
    "__class__", "__proto__", "pk__in", "id__gt", "store__slug", "password", "store_id",
    "-password", "?", "newest", "-price",
]  # fmt: skip

UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

NAMES = [
    "q", "p", "page", "sort", "ordering", "next", "id", "ids", "token", "variant", "format",
    "export", "tag", "collection_id", "tags__name", "search_query", "locale", "content_type",
    "user", "action", "object_id", "page_type", "allow_external_link", "can_choose_root",
    "user_perms", "multiple", "parent_page_id", "childOf", "usage_count", "per_page",
    "created_at_from", "created_at_to", "date_placed_0", "status", "payment_status", "lookup",
    "_w_filter_fragment", "entries_per_page", "timestamp_from", "timestamp_to", "label",
    "object_type", "prefix", "field", "csrfmiddlewaretoken",
]  # fmt: skip


def texts(samples: Sequence[str] = ()) -> Texts:
    """Junk, any characters at all (also halves of surrogate pairs), and ``samples`` a bit bent."""
    return _texts(tuple(samples))


@lru_cache
def _texts(samples: tuple[str, ...]) -> Texts:
    kinds = [
        st.sampled_from(EVIL),
        st.text(st.characters(), max_size=30),
        st.lists(st.sampled_from(EVIL[:120]), min_size=2, max_size=4).map(
            lambda parts: "".join(parts)[:9000]
        ),
        st.integers(-(2**70), 2**70).map(str),
    ]
    if samples:
        kinds += [bent(samples), bent(samples), st.sampled_from(list(samples))]
    return st.one_of(kinds)


@st.composite
def bent(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """A valid text with one to three faults."""
    text = draw(st.sampled_from(list(samples)))
    for _n in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        to = draw(st.integers(at, min(len(text), at + 8)))
        fault = draw(st.sampled_from(["cut", "put", "swap", "again", "case", "turn"]))
        if fault == "cut":
            text = text[:at] + text[to:]
        elif fault == "put":
            text = text[:at] + draw(st.sampled_from(EVIL)) + text[at:]
        elif fault == "swap":
            text = text[:at] + draw(st.characters()) + text[to:]
        elif fault == "again":
            text = text[:to] + text[at:]
        elif fault == "case":
            text = text[:at] + text[at:to].swapcase() + text[to:]
        else:
            text = text[::-1]
    return text[:9000]


def senders() -> Texts:
    """Addresses to come from: nobody is held up by a limit that the one before has used up."""
    return st.integers(0, 2**24).map(lambda n: str(ipaddress.IPv4Address(0x0A000000 + n)))


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@st.composite
def encoded(draw: st.DrawFn, values: Texts, *, safe: str = "") -> str:
    """A text as it stands in an address: encoded, encoded twice, or not at all."""
    text = draw(values)
    way = draw(st.sampled_from(["quote", "quote", "quote", "plus", "twice", "raw", "latin"]))
    if way == "plus":
        return quote_plus(as_bytes(text), safe=safe)
    if way == "twice":
        return quote(quote_from_bytes(as_bytes(text), safe=safe), safe=safe)
    if way == "raw":
        return as_bytes(text).decode("latin-1")
    if way == "latin":
        return quote(text, safe=safe, encoding="latin-1", errors="replace")
    return quote_from_bytes(as_bytes(text), safe=safe)


@st.composite
def query(
    draw: st.DrawFn, names: Sequence[str] = NAMES, values: Texts | None = None, most: int = 4
) -> str:
    """A query string, or a form's body."""
    known = st.sampled_from(list(names))
    name, value = (
        encoded(st.one_of(known, known, st.sampled_from(EVIL))),
        encoded(values if values is not None else texts()),
    )
    pairs = draw(st.lists(st.tuples(name, value), max_size=most))
    between = draw(st.sampled_from(["&", "&", "&", ";", "&&"]))
    return between.join(f"{name}={value}" for name, value in pairs)


def header_text(values: Texts) -> Texts:
    """As it reaches WSGI: bytes in Latin-1. The server refuses control characters by itself."""
    return values.map(lambda text: UNFIT.sub("", as_bytes(text).decode("latin-1"))[:6000])


def json_values(samples: Sequence[Any] = ()) -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), texts(),
        *([st.sampled_from(list(samples))] if samples else []),
    )  # fmt: skip
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(texts(), inner, max_size=3)
        ),
        max_leaves=8,
    )


@st.composite
def bodies(draw: st.DrawFn, samples: Sequence[str] = ()) -> bytes:
    """JSON, nearly JSON, and bytes."""
    way = draw(st.sampled_from(["json", "bent", "text", "bytes", "deep"]))
    if way == "json":
        return json.dumps(draw(json_values(samples))).encode()
    if way == "bent":
        return as_bytes(draw(bent([json.dumps({"a": sample}) for sample in samples or EVIL])))
    if way == "text":
        return as_bytes(draw(texts(samples)))
    if way == "bytes":
        return draw(st.binary(max_size=200))
    opening = draw(st.sampled_from(["[", '{"a":', '{"payment":', '{"csp-report":', "[[1],"]))
    return opening.encode() * draw(st.sampled_from([10, 500, 5000]))


@st.composite
def multipart(
    draw: st.DrawFn, names: Sequence[str], files: Sequence[str] = ()
) -> tuple[str, bytes]:
    """A content type and a body; whole, or with a fault in its frame."""
    boundary = draw(st.sampled_from(["xyz", "xyz", "xyz", "a b", "", "'", "é", "-" * 80]))
    parts = b""
    for _n in range(draw(st.integers(0, 4))):
        name, value = draw(st.sampled_from([*names, *EVIL[:40]])), as_bytes(draw(texts()))
        headers = b'Content-Disposition: form-data; name="%s"' % as_bytes(name)
        if draw(st.booleans()):
            file = draw(st.one_of(st.sampled_from(EVIL), texts(files)))
            headers += b'; filename="%s"' % as_bytes(file)
            kind = draw(st.sampled_from(["image/png", "text/csv", "text/html", "x", "", "a/b;c=d"]))
            headers += b"\r\nContent-Type: " + kind.encode()
        if draw(st.integers(0, 9)) == 0:
            way = draw(st.sampled_from(["base64", "quoted-printable", "8bit", "zip"]))
            headers += b"\r\nContent-Transfer-Encoding: " + way.encode()
        parts += b"--%s\r\n%s\r\n\r\n%s\r\n" % (as_bytes(boundary), headers, value)
    ending = draw(st.sampled_from([b"--%s--\r\n" % as_bytes(boundary)] * 3 + [b"", b"--", b"\r\n"]))
    body = parts + ending
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.binary(max_size=20)) + body[at + draw(st.integers(0, 20)) :]
    named = as_bytes(boundary).decode("latin-1")
    kind = draw(st.sampled_from(["{}"] * 6 + ['"{}"', "{}; charset=utf-7", "{}; charset=\xff"]))
    return "multipart/form-data; boundary=" + kind.format(named), body
