"""What a user would pick instead of us, each used as its own documentation says.

A rival is started with JSON: `api` (the Bot API's address), `state` (where conversations are
kept: memory, pickle or redis), `store` (that file or address) and `job`, `talk` or `send`. It
says `ready`; a sender then reads from stdin how many messages to send, as often as it is asked.
"""
