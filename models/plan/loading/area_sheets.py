"""The rows of areas and postcodes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Table

from models.all import metadata
from models.plan.areas import AreaKind
from models.plan.loading.area_records import BuurtRecord, slugify
from models.plan.loading.folder import GemeenteFolder
from models.plan.loading.loading import Loading
from models.plan.loading.sheets import Row, Sheet

Buurten = Sequence[BuurtRecord]


def table(name: str) -> Table:
    return metadata.tables[name]


def put_areas(loading: Loading, folder: GemeenteFolder) -> None:
    """The whole gemeente, then from large to small, since a buurt names the others."""
    settings, buurten = folder.settings, folder.buurten
    whole = _row(AreaKind.GEMEENTE, settings.cbs_code, settings.naam, buurten)
    loading.put(_sheet(AreaKind.GEMEENTE, [whole]))
    loading.put(_sheet(AreaKind.STADSDEEL, list(_stadsdelen(buurten))))
    loading.put(_sheet(AreaKind.CBS_WIJK, list(_cbs_wijken(buurten))))
    loading.put(_sheet(AreaKind.WIJK, list(_wijken(loading, buurten))))
    loading.put(_sheet(AreaKind.BUURT, list(_buurten(loading, buurten))))


def put_postcodes(loading: Loading, folder: GemeenteFolder) -> None:
    rows: list[Row] = [
        {"pc4": each.pc4, "wijk_id": wijk_id(loading, each.wijk), "share": each.share}
        for each in folder.postcodes
    ]
    key = ("pc4", "wijk_id")
    loading.put(Sheet("postcode", table("postcode_share"), key, rows, "pc4", comes_back=False))


def stadsdeel_id(loading: Loading, name: str) -> int:
    return loading.ids["area"][AreaKind.STADSDEEL, slugify(name)]


def wijk_id(loading: Loading, name: str) -> int:
    return loading.ids["area"][AreaKind.WIJK, slugify(name)]


def _sheet(kind: AreaKind, rows: list[Row]) -> Sheet:
    return Sheet(kind.value, table("area"), ("kind", "code"), rows, "name")


def _row(kind: AreaKind, code: str, name: str, buurten: Buurten) -> Row:
    """An area that is made of these buurten."""
    return {
        "kind": kind,
        "code": code,
        "slug": slugify(name),
        "name": name,
        "residents": sum(each.residents for each in buurten),
        "households": sum(each.households for each in buurten),
        "rural": all(each.rural for each in buurten),
    }


def _stadsdelen(buurten: Buurten) -> Iterator[Row]:
    for name, part in _by("stadsdeel", buurten):
        yield _row(AreaKind.STADSDEEL, slugify(name), name, part)


def _cbs_wijken(buurten: Buurten) -> Iterator[Row]:
    for code, part in _by("cbs_code", buurten):
        yield _row(AreaKind.CBS_WIJK, code, part[0].cbs_name, part)


def _wijken(loading: Loading, buurten: Buurten) -> Iterator[Row]:
    for name, part in _by("wijk", buurten):
        row = _row(AreaKind.WIJK, slugify(name), name, part)
        yield {**row, "stadsdeel_id": stadsdeel_id(loading, part[0].stadsdeel)}


def _buurten(loading: Loading, buurten: Buurten) -> Iterator[Row]:
    for each in buurten:
        yield {
            **_row(AreaKind.BUURT, each.code, each.name, [each]),
            "stadsdeel_id": stadsdeel_id(loading, each.stadsdeel),
            "wijk_id": wijk_id(loading, each.wijk),
            "cbs_wijk_id": loading.ids["area"][AreaKind.CBS_WIJK, each.cbs_code],
            "lon": each.lon,
            "lat": each.lat,
            "certainty": each.certainty,
        }


def _by(field: str, buurten: Buurten) -> Iterable[tuple[str, list[BuurtRecord]]]:
    by = attrgetter(field)
    for name, part in groupby(sorted(buurten, key=by), key=by):
        yield str(name), list(part)
