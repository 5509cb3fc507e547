"""What the server writes down: one line a request, no personal data."""

from __future__ import annotations

import logging
import sys
import time
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-Id"
ID_LENGTH = 64
log = structlog.get_logger(__name__)


class Trouble:
    """Lets a loop go on after a failure, which is written down when it begins, changes and ends.

    A database that is away for an hour would fill the log with the same lines.
    """

    def __init__(self, event: str) -> None:
        self.event = event
        self.last = ""

    def __enter__(self) -> None:
        """Try once."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Note how it went."""
        if error is not None and not isinstance(error, Exception):
            return False
        # What a statement was about differs each time.
        told = "" if error is None else f"{type(error).__name__}: {getattr(error, 'orig', error)}"
        if told and told != self.last:
            log.error(self.event, exc_info=error)
        if self.last and not told:
            log.info(f"{self.event}: over")
        self.last = told
        return error is not None


def configure() -> None:
    """Write to standard error: for people on a terminal, as JSON to anything else."""
    readable = sys.stderr.isatty()
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    # Local variables in a traceback would write down passwords and people.
    if readable:
        plain = structlog.dev.plain_traceback
        processors.append(structlog.dev.ConsoleRenderer(exception_formatter=plain))
    else:
        frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        processors += [
            structlog.processors.ExceptionRenderer(frames),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_names: Any) -> Any:
    # Looked up for each logger: a test or a server may have replaced the stream since.
    return structlog.PrintLogger(sys.stderr)


def request_id() -> str:
    """Return the number that a proxy gave to the request, or a new one."""
    given = request.headers.get(HEADER, "")
    usable = len(given) <= ID_LENGTH and given.replace("-", "").isalnum() and given.isascii()
    return given if usable else uuid.uuid4().hex


def init_app(app: Flask) -> None:
    """Bind what every line of a request bears, and write one line when it is answered."""
    configure()

    @app.before_request
    def begin() -> None:
        g.request_id = request_id()
        g.begun = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id, endpoint=request.endpoint)

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" not in g:  # an earlier handler failed before ours ran
            return response
        response.headers[HEADER] = g.request_id
        if request.endpoint != "static":
            milliseconds = round((time.perf_counter() - g.begun) * 1000, 1)
            log.info("request", method=request.method, status=response.status_code, ms=milliseconds)
        return response
