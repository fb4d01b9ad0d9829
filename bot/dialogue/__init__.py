"""The conversation as a pure function: `engine.step(state, event, facts)`.

No clock, no database, no channel: imports only itself and the standard library.
"""
