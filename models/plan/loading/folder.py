"""A gemeente's folder, read whole: every file checked, every reference followed."""

from dataclasses import dataclass
from pathlib import Path

from models.plan.loading.area_records import (
    BuurtRecord,
    FigureRecord,
    IndicatorRecord,
    PostcodeRecord,
)
from models.plan.loading.area_references import check_areas
from models.plan.loading.csv_file import read_csv
from models.plan.loading.cycle_records import CycleFile, SurveyFile
from models.plan.loading.cycle_references import check_cycles
from models.plan.loading.din_records import DinFile
from models.plan.loading.din_references import check_din, known_of
from models.plan.loading.documents import Document, Lines
from models.plan.loading.figure_references import check_figures
from models.plan.loading.gemeente import GemeenteSettings
from models.plan.loading.help_records import (
    CategoryFile,
    ContactFile,
    ExampleFile,
    MomentFile,
    ReportFile,
    SchemeFile,
    StandardTextFile,
)
from models.plan.loading.help_references import (
    check_help,
    check_moments,
    check_reports,
    check_standard_texts,
)
from models.plan.loading.problems import FolderError, Problem, Report, what
from models.plan.loading.track_records import TrackFile
from models.plan.loading.track_references import check_track
from models.plan.loading.yaml_file import read_yaml


@dataclass(frozen=True)
class GemeenteFolder:
    """All that a gemeente's files say. `slug` is the name of the folder."""

    slug: str
    settings: GemeenteSettings
    buurten: tuple[BuurtRecord, ...]
    postcodes: tuple[PostcodeRecord, ...]
    indicators: tuple[IndicatorRecord, ...]
    figures: tuple[FigureRecord, ...]
    surveys: SurveyFile
    cycles: CycleFile
    din: DinFile
    schemes: SchemeFile
    contacts: ContactFile
    categories: CategoryFile
    examples: ExampleFile
    reports: ReportFile
    moments: MomentFile
    track: TrackFile
    standard_texts: StandardTextFile


@dataclass(frozen=True)
class Documents:
    """The files with their lines, for following references between them."""

    settings: Document[GemeenteSettings]
    buurten: Document[tuple[BuurtRecord, ...]]
    postcodes: Document[tuple[PostcodeRecord, ...]]
    indicators: Document[tuple[IndicatorRecord, ...]]
    figures: Document[tuple[FigureRecord, ...]]
    surveys: Document[SurveyFile]
    cycles: Document[CycleFile]
    din: Document[DinFile]
    schemes: Document[SchemeFile]
    contacts: Document[ContactFile]
    categories: Document[CategoryFile]
    examples: Document[ExampleFile]
    reports: Document[ReportFile]
    moments: Document[MomentFile]
    track: Document[TrackFile]
    standard_texts: Document[StandardTextFile]


def read_folder(path: Path) -> GemeenteFolder:
    """Reads and checks the folder. Raises FolderError with all that is wrong in it."""
    if not path.is_dir():
        raise FolderError([Problem(str(path), None, what("no_folder"))])
    report = Report()
    documents = _read(path, report)
    report.raise_if_any()
    if documents is None:
        raise AssertionError("a file that could not be read is a problem")
    _check_references(documents)
    report.raise_if_any()
    return _folder(path.resolve().name, documents)


def _read(path: Path, report: Report) -> Documents | None:
    settings = read_yaml(path / "gemeente.yaml", GemeenteSettings, report)
    buurten = read_csv(path / "buurten.csv", BuurtRecord, report)
    postcodes = read_csv(path / "postcodes.csv", PostcodeRecord, report)
    indicators = read_csv(path / "indicatoren.csv", IndicatorRecord, report)
    figures = read_csv(path / "cijfers.csv", FigureRecord, report)
    surveys = read_yaml(path / "onderzoeken.yaml", SurveyFile, report)
    cycles = read_yaml(path / "cycli.yaml", CycleFile, report)
    din = read_yaml(path / "opgaven.yaml", DinFile, report)
    schemes = read_yaml(path / "regelingen.yaml", SchemeFile, report)
    contacts = read_yaml(path / "contacten.yaml", ContactFile, report)
    categories = read_yaml(path / "categorieen.yaml", CategoryFile, report)
    examples = read_yaml(path / "voorbeelden.yaml", ExampleFile, report)
    reports = read_yaml(path / "meldingen.yaml", ReportFile, report)
    moments = read_yaml(path / "kalender.yaml", MomentFile, report)
    track = read_yaml(path / "ontmoetingsplek.yaml", TrackFile, report)
    standard_texts = _read_standard_texts(path, report)
    if not (settings and buurten and postcodes and indicators and figures):
        return None
    if not (surveys and cycles and din and schemes and contacts):
        return None
    if not (categories and examples and reports and moments and track and standard_texts):
        return None
    return Documents(
        settings, buurten, postcodes, indicators, figures, surveys, cycles, din,
        schemes, contacts, categories, examples, reports, moments, track, standard_texts,
    )  # fmt: skip


def _read_standard_texts(path: Path, report: Report) -> Document[StandardTextFile] | None:
    """A gemeente may have none: then every answer is written anew."""
    file = path / "standaardteksten.yaml"
    if file.exists():
        return read_yaml(file, StandardTextFile, report)
    return Document(str(file), StandardTextFile(standaardteksten=[]), Lines({}), report)


def _check_references(files: Documents) -> None:
    areas = check_areas(files.buurten, files.postcodes)
    check_cycles(files.surveys, files.cycles)
    codes = check_figures(files.indicators, files.figures, areas, files.settings.content.cbs_code)
    check_din(files.din, known_of(areas, files.cycles.content, codes))
    check_help(files.schemes, files.contacts, files.categories, files.examples, areas)
    check_reports(files.reports)
    check_moments(files.moments)
    check_track(files.track, files.categories, files.schemes)
    check_standard_texts(files.standard_texts, files.categories.content)


def _folder(slug: str, files: Documents) -> GemeenteFolder:
    return GemeenteFolder(
        slug,
        files.settings.content,
        files.buurten.content,
        files.postcodes.content,
        files.indicators.content,
        files.figures.content,
        files.surveys.content,
        files.cycles.content,
        files.din.content,
        files.schemes.content,
        files.contacts.content,
        files.categories.content,
        files.examples.content,
        files.reports.content,
        files.moments.content,
        files.track.content,
        files.standard_texts.content,
    )
