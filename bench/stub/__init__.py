"""A Bot API server that costs next to nothing, in a process of its own: `python -m bench.stub`.

It answers what a bot under measurement calls, hands out what people say, and counts. Whoever
wants to know whether a bot is *right* takes `tests/fake_telegram`: this one checks nothing.
"""
