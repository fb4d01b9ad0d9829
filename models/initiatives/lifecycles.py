"""The two lifecycles of a contribution, and the moves each allows.

Moderation says "may be shown"; realisation says what came of carrying it out. They are two
because the first is no permit and no promise.
"""

from collections.abc import Mapping
from enum import StrEnum


class Moderation(StrEnum):
    """Where staff stand with a contribution. `geplaatst`: it may be shown.

    `afgehandeld` is the end of a melding, which is never shown.
    """

    SUBMITTED = "ingediend"
    IN_PROGRESS = "in behandeling"
    QUESTION = "vraag aan inwoner"
    PLACED = "geplaatst"
    DECLINED = "niet geplaatst"
    REFERRED = "doorverwezen"
    LAPSED = "vervallen"
    WITHDRAWN = "ingetrokken"
    MERGED = "samengevoegd"
    HIDDEN = "verborgen"
    HANDLED = "afgehandeld"


class Realisation(StrEnum):
    """How an initiative itself fares."""

    EXPLORING = "verkenning"
    FEASIBLE = "haalbaar"
    NOT_FEASIBLE = "niet haalbaar"
    RUNNING = "loopt"
    REALISED = "gerealiseerd"
    STOPPED = "gestopt"


M = Moderation
R = Realisation

OPEN_STATES = frozenset({M.SUBMITTED, M.IN_PROGRESS, M.QUESTION})
TO_DO = frozenset({M.SUBMITTED, M.IN_PROGRESS})
_DECISIONS = frozenset({M.PLACED, M.DECLINED, M.REFERRED, M.LAPSED, M.MERGED})

MODERATION_MOVES: Mapping[Moderation, frozenset[Moderation]] = {
    M.SUBMITTED: _DECISIONS | {M.IN_PROGRESS, M.QUESTION, M.WITHDRAWN},
    M.IN_PROGRESS: _DECISIONS | {M.QUESTION, M.WITHDRAWN},
    M.QUESTION: _DECISIONS | {M.IN_PROGRESS, M.WITHDRAWN},
    M.PLACED: frozenset({M.HIDDEN, M.WITHDRAWN, M.MERGED}),
    M.DECLINED: frozenset({M.IN_PROGRESS}),
    M.REFERRED: frozenset({M.IN_PROGRESS}),
    M.LAPSED: frozenset({M.IN_PROGRESS}),
    M.WITHDRAWN: frozenset(),
    M.MERGED: frozenset(),
    M.HIDDEN: frozenset({M.PLACED}),
    M.HANDLED: frozenset(),
}

# Where a merge is undone it stands again where it stood.
PARTED = frozenset({M.SUBMITTED, M.IN_PROGRESS, M.PLACED})

# A melding is about something published and can never be published itself.
OBJECTION_MOVES: Mapping[Moderation, frozenset[Moderation]] = {
    M.SUBMITTED: frozenset({M.IN_PROGRESS, M.HANDLED}),
    M.IN_PROGRESS: frozenset({M.HANDLED}),
    M.HANDLED: frozenset({M.IN_PROGRESS}),
}

REALISATION_MOVES: Mapping[Realisation, frozenset[Realisation]] = {
    R.EXPLORING: frozenset({R.FEASIBLE, R.NOT_FEASIBLE, R.STOPPED}),
    R.FEASIBLE: frozenset({R.RUNNING, R.STOPPED, R.NOT_FEASIBLE}),
    R.NOT_FEASIBLE: frozenset({R.EXPLORING, R.FEASIBLE}),
    R.RUNNING: frozenset({R.REALISED, R.STOPPED}),
    R.REALISED: frozenset({R.RUNNING, R.STOPPED}),
    R.STOPPED: frozenset({R.EXPLORING, R.RUNNING}),
}
