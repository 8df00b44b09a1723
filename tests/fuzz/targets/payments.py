"""Links of orders and payments, and the door that payment companies call at."""

from __future__ import annotations

import json
from functools import partial

from hypothesis import strategies as st

from commerce.payments.registry import providers
from commerce.payments.signing import signing_secret_of
from commerce.payments.test_gateway import SIGNATURE_HEADER, signature
from stores.scope import platform_scope
from tests.fuzz import junk
from tests.fuzz.door import Shot
from tests.fuzz.run import target
from tests.fuzz.world import World

PROVIDERS = sorted(providers())


@target()
def orders(world: World) -> st.SearchStrategy[Shot]:
    """Tokens of orders and ids of payments, also the other store's."""
    forms = ["/orders/{}/", "/orders/{}/", "/orders/{}/pay/", "/payments/return/{}/",
             "/payments/test/{}/", "/orders/{}"]  # fmt: skip
    tokens = [*world.orders, *world.payments]
    return st.builds(
        lambda form, token, method, query: Shot(form.replace("{}", token), method, query),
        st.sampled_from(forms),
        junk.encoded(junk.texts(tokens)),
        st.sampled_from(["GET", "GET", "HEAD", "POST", "PUT"]),
        st.one_of(st.just(""), junk.query()),
    ).filter(lambda shot: shot.method != "POST" or not any(token in shot.path for token in tokens))


@target()
def webhook(world: World) -> st.SearchStrategy[Shot]:
    """Any body, headers and signature, at every provider; also rightly signed nonsense."""
    unknown = ["01890000-0000-7000-8000-00000000dead", world.payments[-1]]
    body = st.one_of(
        junk.bodies(unknown),
        junk.json_values(unknown).map(lambda value: json.dumps({"payment": value}).encode()),
        st.sampled_from([b"x" * 70_000, b"", b"\xef\xbb\xbf{}", "{}".encode("utf-16")]),
    )
    called = st.one_of(
        st.sampled_from([*PROVIDERS, *PROVIDERS, "stripe", "nobody"]),
        junk.encoded(junk.texts(PROVIDERS)),
    )
    with platform_scope():
        secret = signing_secret_of(store_id=world.store.pk, provider="test")
    return st.builds(
        partial(call, secret),
        called,
        body,
        st.sampled_from(["right", "right", "right", "none", "junk"]),
        junk.header_text(junk.texts(["0" * 64])),
        st.sampled_from(
            ["application/json", "text/plain", "multipart/form-data", "", "a;charset=x"]
        ),
        st.sampled_from(["", "", "", "0", "1", "65537", "9999999999"]),
    )


def call(
    secret: str, provider: str, body: bytes, signed: str, junk_value: str, kind: str, length: str
) -> Shot:
    headers = {"Content-Type": kind}
    if signed != "none":
        headers[SIGNATURE_HEADER] = signature(body, secret) if signed == "right" else junk_value
    if signed == "junk":
        headers["Stripe-Signature"] = junk_value
    if length:
        headers["Content-Length"] = length
    return Shot(f"/webhooks/payments/{provider}/", "POST", headers=headers, body=body)


@target()
def reports(world: World) -> st.SearchStrategy[Shot]:
    """What browsers report about the Content-Security-Policy, and what others send there."""
    fields = ["document-uri", "blocked-uri", "violated-directive", "line-number", "script-sample"]
    report = st.dictionaries(
        st.one_of(st.sampled_from(fields), junk.texts()), junk.json_values(), max_size=5
    )
    body = st.one_of(
        junk.bodies(["https://alpha.localhost/", "inline", "script-src 'self'"]),
        report.map(lambda value: json.dumps({"csp-report": value}).encode()),
        report.map(lambda value: json.dumps([{"type": "csp-violation", "body": value}]).encode()),
    )
    kinds = [
        "application/csp-report",
        "application/reports+json",
        "application/json",
        "text/html",
        "",
    ]
    return st.builds(
        lambda body, kind, method, host, address: Shot(
            "/csp-report/",
            method,
            host=host,
            headers={"Content-Type": kind},
            body=body,
            address=address,
        ),
        body,
        st.sampled_from(kinds),
        st.sampled_from(["POST", "POST", "POST", "GET", "PUT"]),
        st.sampled_from(["alpha.localhost", "control.localhost", "nobody.example"]),
        junk.senders(),
    )
