"""What a visitor was answered, given again before Django begins.

A page that `config.page_cache` keeps costs hardly more than reading the request, and Django's
own way to it is then the larger part. So the whole answer, as it left every middleware, is given
again to whoever asks in the same words: same host, scheme, address and accepted languages, types
and encodings. Whoever sends a session, a parameter or a condition goes to Django.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from learning.remembered import what_holds

from .page_cache import IS_KEPT, MOST_BYTES

# With `MOST_BYTES` this bounds the memory of a process; an ordinary page is some 8 kB.
MOST_ANSWERS = 1_000

# Who sends one of these wants, or may get, something that is not the same for everybody.
_ASKED_OTHERWISE = (
    "QUERY_STRING",
    "HTTP_AUTHORIZATION",
    "HTTP_HX_REQUEST",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
)
# By which answers differ: what Django reads of a request that has none of those.
_NAMED_BY = (
    "PATH_INFO",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "wsgi.url_scheme",
)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
_Name = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class KeptAnswers:
    """A WSGI application around `application`, Django's, that answers visitors from what is kept.

    `answers` belongs to what holds now (learning.remembered): an edit begins an empty one, and
    what was being made meanwhile is put into the one that nobody reads any more.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._now: tuple[Any, dict[_Name, Answer]] = (None, {})

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        name = _name(environ)
        if name is None:
            return self._application(environ, start_response)
        answers = self._answers()
        answer = answers.get(name)
        if answer is not None:
            start_response(answer.status, answer.headers.copy())
            return [answer.body]
        return self._made(environ, start_response, name, answers)

    def _answers(self) -> dict[_Name, Answer]:
        holds = what_holds()
        now = self._now
        if now[0] != holds:
            now = self._now = (holds, {})
        return now[1]

    def _made(
        self,
        environ: Environ,
        start_response: StartResponse,
        name: _Name,
        answers: dict[_Name, Answer],
    ) -> Iterable[bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            begun.append((status, headers.copy()))
            return start_response(status, headers, *rest)

        made = self._application(environ, start)
        if environ.get(IS_KEPT) and isinstance(made, HttpResponse) and len(begun) == 1:
            body = made.content
            if len(body) <= MOST_BYTES and made.status_code == 200 and not made.cookies:
                with self._lock:
                    while len(answers) >= MOST_ANSWERS:
                        del answers[next(iter(answers))]
                    answers[name] = Answer(*begun[0], body)
        return made


def _name(environ: Environ) -> _Name | None:
    """In what words is asked; None: it is for Django to answer."""
    if environ["REQUEST_METHOD"] != "GET" or any(map(environ.get, _ASKED_OTHERWISE)):
        return None
    cookies = environ.get("HTTP_COOKIE")
    if cookies and _says_who_or_how(cookies):
        return None
    return tuple(map(environ.get, _NAMED_BY))


def _says_who_or_how(cookies: str) -> bool:
    """Whether there is a session or a chosen language among them. What only looks like one, as a
    part of another's name or value, means no more than that Django is asked."""
    names = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    return any(f"{name}=" in cookies for name in names)
