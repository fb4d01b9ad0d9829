"""Figures of the work itself: what comes in, how soon it is answered, and where people stop."""
