"""Logs: one JSON line an event, ids of our own rows only, and never a token.

httpx and others log whole addresses, and Telegram's address holds the token; so every line from
any library passes a filter that takes out what looks like one.
"""

import logging
import re
import sys

import structlog

# A bot token as Telegram makes them: number, colon, some 35 letters.
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_QUIET = ("httpx", "httpcore", "aiohttp", "apscheduler", "waitress.queue", "alembic")


class _Redact(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _TOKEN.search(message):
            record.msg, record.args = _TOKEN.sub("[token]", message), None
        return True


def set_up(level: int = logging.INFO) -> None:
    """Log to stderr as JSON lines. Called once, by the command line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Redact())
    logging.basicConfig(level=level, handlers=[handler], format="%(message)s", force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
