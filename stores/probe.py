"""A request that the platform sends to itself, to see that a store is well. It is no visitor's:
it is neither counted as a visit nor in the response times. The mark is a key of the WSGI
environment that no header can make."""

from __future__ import annotations

from django.http import HttpRequest

PROBE = "galleria.probe"


def is_probe(request: HttpRequest) -> bool:
    return bool(request.META.get(PROBE))
