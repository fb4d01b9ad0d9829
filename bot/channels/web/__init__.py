"""The web chat at /chat, and the door through which Telegram comes to us."""
