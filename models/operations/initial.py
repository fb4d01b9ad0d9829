"""The first settings of a deployment: a file with fresh keys, made from the documented example."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from models import keys
from models.operations.refusing import OperationError

HERE = "http://127.0.0.1:8000"


def write_settings(example: Path, file: Path, base_url: str, gemeente: str, token: str) -> None:
    """Fill in the example with keys that nobody has, in a new file that only we may read.

    Never writes over a file that is there: its keys may be the only ones. Raises OperationError.
    """
    text = example.read_text(encoding="utf-8")
    for name, value in _values(base_url, gemeente, token).items():
        text = re.sub(rf"^#?{name}=.*$", f"{name}={value}", text, count=1, flags=re.MULTILINE)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OperationError("init.exists", file=file) from None
    except OSError as error:
        raise OperationError("init.no_place", file=file, why=error.strerror) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)


def _values(base_url: str, gemeente: str, token: str) -> Mapping[str, str]:
    values = {
        "WIJKBOT_BASE_URL": base_url,
        # Without https there is no proxy of ours in front either.
        "WIJKBOT_PROXIES": "1" if base_url.startswith("https:") else "0",
        "WIJKBOT_SECRET_KEY": secrets.token_urlsafe(48),
        "WIJKBOT_FIELD_KEYS": keys.new_key(),
        "WIJKBOT_LOOKUP_KEY": keys.new_key(),
        "WIJKBOT_GEMEENTE": gemeente,
    }
    return values | ({"WIJKBOT_TELEGRAM_TOKEN": token} if token else {})
