"""Do buurten and postcodes hold together? And which areas does this gemeente have?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.plan.loading.area_records import BuurtRecord, PostcodeRecord, slugify
from models.plan.loading.documents import Document

# Shares are rounded to three decimals, and a postcode can have many.
_SHARE_SLACK = 0.02


@dataclass(frozen=True)
class AreaNames:
    """What other files may name: stadsdelen and wijken by name, and every area by its code.

    `wijken` gives the stadsdeel of each wijk. `codes` has CBS codes, `wijk:<slug>` and
    `stadsdeel:<slug>`.
    """

    stadsdelen: frozenset[str]
    wijken: Mapping[str, str]
    codes: frozenset[str]


def names_of(buurten: Iterable[BuurtRecord]) -> AreaNames:
    """The areas that these buurten make up."""
    wijken: dict[str, str] = {}
    codes: set[str] = set()
    for buurt in buurten:
        wijken.setdefault(buurt.wijk, buurt.stadsdeel)
        codes |= {buurt.code, buurt.cbs_code, f"wijk:{slugify(buurt.wijk)}"}
        codes.add(f"stadsdeel:{slugify(buurt.stadsdeel)}")
    return AreaNames(frozenset(wijken.values()), wijken, frozenset(codes))


def check_areas(
    buurten: Document[tuple[BuurtRecord, ...]], postcodes: Document[tuple[PostcodeRecord, ...]]
) -> AreaNames:
    """Reports what does not hold together; gives the areas in any case."""
    names = names_of(buurten.content)
    _check_codes(buurten)
    _check_nesting(buurten)
    _check_slugs(buurten, names)
    _check_postcodes(postcodes, names)
    return names


def _check_codes(buurten: Document[tuple[BuurtRecord, ...]]) -> None:
    codes: set[str] = set()
    slugs: set[str] = set()
    for index, buurt in enumerate(buurten.content):
        if buurt.code in codes:
            buurten.problem((index,), "twice", kind="buurt", value=buurt.code)
        elif slugify(buurt.name) in slugs or not slugify(buurt.name):
            buurten.problem((index,), "twice", kind="buurt", value=buurt.name)
        codes.add(buurt.code)
        slugs.add(slugify(buurt.name))


def _check_nesting(buurten: Document[tuple[BuurtRecord, ...]]) -> None:
    """A wijk lies in one stadsdeel; a CBS code has one name."""
    stadsdelen: dict[str, str] = {}
    cbs_names: dict[str, str] = {}
    for index, buurt in enumerate(buurten.content):
        if stadsdelen.setdefault(buurt.wijk, buurt.stadsdeel) != buurt.stadsdeel:
            first = stadsdelen[buurt.wijk]
            buurten.problem(
                (index,), "two_stadsdelen", wijk=buurt.wijk, one=first, other=buurt.stadsdeel
            )
        if cbs_names.setdefault(buurt.cbs_code, buurt.cbs_name) != buurt.cbs_name:
            buurten.problem((index,), "two_names", value=buurt.cbs_code)


def _check_slugs(buurten: Document[tuple[BuurtRecord, ...]], names: AreaNames) -> None:
    """Two wijken (or stadsdelen) must not get the same address, as Aa-landen and Aalanden may."""
    for kind, group in (("wijk", names.wijken), ("stadsdeel", names.stadsdelen)):
        owners: dict[str, str] = {}
        for name in sorted(group):
            if not slugify(name) or owners.setdefault(slugify(name), name) != name:
                line = next(
                    index
                    for index, buurt in enumerate(buurten.content)
                    if name in (buurt.wijk, buurt.stadsdeel)
                )
                buurten.problem((line,), "same_slug", kind=kind, value=name)


def _check_postcodes(postcodes: Document[tuple[PostcodeRecord, ...]], names: AreaNames) -> None:
    seen: set[tuple[str, str]] = set()
    sums: defaultdict[str, float] = defaultdict(float)
    last: dict[str, int] = {}
    for index, row in enumerate(postcodes.content):
        if row.wijk not in names.wijken:
            postcodes.problem((index,), "unknown", kind="wijk", value=row.wijk)
        if (row.pc4, row.wijk) in seen:
            postcodes.problem((index,), "twice", kind="postcode", value=f"{row.pc4} {row.wijk}")
        seen.add((row.pc4, row.wijk))
        sums[row.pc4] += row.share
        last[row.pc4] = index
    for pc4, total in sums.items():
        if abs(total - 1) > _SHARE_SLACK:
            postcodes.problem((last[pc4],), "shares", value=pc4, total=round(total, 3))
