"""Telegram: reading its updates, sending through its Bot API."""
