"""Looking a text through for everything that this package knows."""

from collections.abc import Iterable

from models.initiatives.personal_data.addresses import addresses
from models.initiatives.personal_data.findings import Finding, Kind, one_each
from models.initiatives.personal_data.insults import insults
from models.initiatives.personal_data.mails import mails
from models.initiatives.personal_data.numbers import numbers
from models.initiatives.personal_data.persons import persons
from models.initiatives.personal_data.phones import phones
from models.initiatives.personal_data.plates import plates

# What cannot be anything else is looked for first, and wins the place.
_SURE = (mails, numbers, phones, plates)
_BY_WORDS = (addresses, persons, insults)


def look(text: str) -> tuple[Finding, ...]:
    """What points at a person or hurts one, in the order of the text. It takes a moment only."""
    kept: list[Finding] = []
    for kinds in (*((one,) for one in _SURE), _BY_WORDS):
        found = [one for find in kinds for one in find(text)]
        kept += [one for one in one_each(found) if _is_free(one, kept)]
    return tuple(sorted(kept))


def kinds(found: Iterable[Finding]) -> list[Kind]:
    """Each kind once, the gravest first."""
    present = {one.kind for one in found}
    return [kind for kind in Kind if kind in present]


def _is_free(one: Finding, kept: Iterable[Finding]) -> bool:
    return all(one.end <= other.start or other.end <= one.start for other in kept)
