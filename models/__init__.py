"""The neighbourhood's rules: the tables, and the acts upon them.

Rooms: `people` (residents, addresses, staff), `plan` (areas, cycles, opgaven, DIN),
`initiatives` (contributions, moderation, links), `messages` (inbox, conversations, outbox),
`asking` (check-ins, campaigns). Nothing here knows Telegram or Flask.

Acts add and change; they never commit. The edge (a turn, a request, a job, a command) opens
one `models.db.transaction` and passes `now` in.
"""
