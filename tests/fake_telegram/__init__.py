"""A strict fake of the Telegram Bot API, as a process of its own.

`python -m tests.fake_telegram --port 8120` serves the Bot API under `/bot<token>/<method>`, file
downloads under `/file/bot<token>/<path>`, and a door for tests under `/control/`. What comes in is
checked with aiogram's method models and Telegram's limits; what goes out is built with aiogram's
object models. Tests use `tests.fake_telegram.client.FakeTelegram`.
"""
