"""The demo: a neighbourhood to look at, relative to today, and one page that shows both sides.

Never part of a real deployment; only `wijkbot demo` uses it.
"""

DEMO_DATABASE = "demo"
