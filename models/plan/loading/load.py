"""Loads a gemeente's folder. Repeatable, and all or nothing in the caller's transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.plan.gemeente import Gemeente
from models.plan.loading.area_sheets import put_areas, put_postcodes
from models.plan.loading.changes import Changes
from models.plan.loading.din_sheets import put_din
from models.plan.loading.figure_sheets import put_figures
from models.plan.loading.folder import GemeenteFolder
from models.plan.loading.loading import Loading
from models.plan.loading.plan_sheets import put_cycles, put_help
from models.plan.loading.problems import FolderError, Problem, what
from models.plan.loading.schematic import draw_areas
from models.plan.loading.settling import gemeente_alone, settle


def load(session: Session, folder: GemeenteFolder, now: datetime) -> Changes:
    """Brings the database to what the folder says, and gives what changed.

    Raises FolderError, and then nothing may be committed: when another gemeente is in this
    database, or when something that the folder no longer holds is still in use. What staff
    changed in the panel stays (models/plan/loading/loading.py has the rule).
    """
    gemeente = _only_gemeente(session, folder)
    loading = Loading(session, "folder", folder.slug, whole=True)
    put_areas(loading, folder)
    put_postcodes(loading, folder)
    put_cycles(loading, folder)
    put_figures(loading, folder)
    put_help(loading, folder)
    put_din(loading, folder.din)
    changes = loading.finish()
    draw_areas(session, changes)
    _put_gemeente(session, gemeente, folder, changes, now)
    return changes


def _only_gemeente(session: Session, folder: GemeenteFolder) -> Gemeente | None:
    gemeente = gemeente_alone(session)
    if gemeente is not None and gemeente.slug != folder.slug:
        raise FolderError([Problem(folder.slug, None, what("other_gemeente", name=gemeente.name))])
    return gemeente


def _put_gemeente(
    session: Session,
    gemeente: Gemeente | None,
    folder: GemeenteFolder,
    changes: Changes,
    now: datetime,
) -> None:
    name = folder.settings.naam
    settings = {
        **folder.settings.model_dump(mode="json"),
        **folder.reports.model_dump(),
        "ontmoetingsplek": folder.track.model_dump(),
    }
    if gemeente is None:
        changes.of("instellingen").added.append(name)
        values = {"slug": folder.slug, "name": name, "settings": settings}
        session.add(Gemeente(**values, plan_version=1, loaded_at=now))
    else:
        if gemeente.settings != settings:
            changes.of("instellingen").changed.append(name)
            was = gemeente.settings
            pairs = {key: (was.get(key), settings.get(key)) for key in was.keys() | settings}
            changes.of_row("instellingen", name, pairs)
            gemeente.name, gemeente.settings = name, settings
        settle(session, gemeente, changes, now)
    session.flush()
