"""From a gemeente's files to the tables: read, checked whole, loaded so that it can be repeated."""

from models.plan.loading.boundaries import import_areas
from models.plan.loading.changes import Changes
from models.plan.loading.folder import GemeenteFolder, read_folder
from models.plan.loading.gemeente import GemeenteSettings
from models.plan.loading.imports import import_din, import_survey
from models.plan.loading.load import load
from models.plan.loading.problems import FolderError, Problem

__all__ = [
    "Changes",
    "FolderError",
    "GemeenteFolder",
    "GemeenteSettings",
    "Problem",
    "import_areas",
    "import_din",
    "import_survey",
    "load",
    "read_folder",
]
