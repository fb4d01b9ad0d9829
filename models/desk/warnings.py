"""What to look at in a text before it is public. A warning decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.moves import Deed
from models.initiatives.personal_data.findings import Finding, Kind, pieces
from models.initiatives.personal_data.looking import kinds, look
from models.initiatives.requests import ChangeRequest

# An address says where it is, which everybody may know.
_WHERE = frozenset({Kind.ADDRESS})
Pieces = Sequence[tuple[str, Kind | None]]


@dataclass(frozen=True)
class Looked:
    """One text in which something was found, cut in pieces. `what` is the last part of a key."""

    what: str
    lines: Sequence[Pieces]
    kinds: Sequence[Kind]


def looked_through(contribution: Contribution, change: ChangeRequest | None) -> list[Looked]:
    """Those of its texts that hold something, each once: typed, offered, wanted, on the site."""
    texts: dict[str, tuple[str | None, ...]] = {
        "typed": (contribution.title, contribution.body),
        "offered": (contribution.offered_title, contribution.offered_body),
        "public": (contribution.public_title, contribution.public_body),
    }
    if change is not None:
        texts["wanted"] = (change.title, change.body)
    if texts["public"] == texts["typed"]:
        del texts["public"]
    found = (_looked(what, [line for line in lines if line]) for what, lines in texts.items())
    present: str | None = getattr(contribution, "place_text", None)
    wanted = change.place_text if change else None
    places = (_looked_at_place(place) for place in dict.fromkeys((present, wanted)))
    return [one for one in (*found, *places) if one is not None]


def _looked(what: str, lines: Sequence[str]) -> Looked | None:
    found = [look(line) for line in lines]
    if not any(found):
        return None
    cut = [list(pieces(line, seen)) for line, seen in zip(lines, found, strict=True)]
    return Looked(what, cut, kinds(one for seen in found for one in seen))


def _looked_at_place(place: str | None) -> Looked | None:
    found = [one for one in look(place or "") if one.kind not in _WHERE]
    return Looked("place", [list(pieces(place or "", found))], kinds(found)) if found else None


def found_in_public(
    contribution: Contribution,
    deed: Deed,
    change: ChangeRequest | None,
    values: Mapping[str, str | None],
) -> list[Kind]:
    """What the text would still hold that this act puts on the site; nothing for other acts.

    `values` are those of the act's form: a changed text is in there.
    """
    if contribution.kind is ContributionKind.MATTER:
        # Its list is read by colleagues only.
        return []
    texts = {
        Deed.PLACED: (contribution.title, contribution.body),
        Deed.OFFERED: (values.get("title"), values.get("body")),
        Deed.CHANGED: (change.title, change.body) if change else (),
        Deed.UNHIDDEN: (contribution.public_title, contribution.public_body),
    }
    found: list[Finding] = [one for text in texts.get(deed, ()) for one in look(text or "")]
    return kinds(found)
