"""Gesprekken in de wijk: made by staff, signed up for in the chat, and what came of them."""
