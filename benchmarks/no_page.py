"""What a server takes for a request that nothing is done for: no Django, the same bytes."""

from collections.abc import Callable, Iterable
from typing import Any

_BODY = b"x" * 5_000


def application(
    _environment: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    start_response(
        "200 OK",
        [("Content-Type", "text/html"), ("Content-Length", str(len(_BODY)))],
    )
    return [_BODY]
