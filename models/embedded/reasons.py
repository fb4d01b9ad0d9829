"""Why the embedded server does not run, in words that help: one plain sentence each."""

import os
import re
from pathlib import Path

from models.embedded.home import Home

FULL = "De schijf is vol. Maak ruimte voor {folder} en start opnieuw."

# What PostgreSQL or the system says, and what we make of it. The first that fits counts.
SENTENCES = (
    (r"No space left on device|Disk quota exceeded", FULL),
    (r"File too large", "Wijkbot mag geen grote bestanden schrijven. Verhoog `ulimit -f`."),
    (
        r"Read-only file system",
        "In {folder} kan niets bewaard worden. Kies een andere WIJKBOT_VAR.",
    ),
    (r"Permission denied", "De database mag niet bij {folder}. Kijk wie de eigenaar is."),
    (r"look up effective user", "Deze gebruiker staat niet in /etc/passwd. PostgreSQL vraagt dat."),
    (r"invalid locale name", "Dit systeem kent C.UTF-8 niet. PostgreSQL heeft die locale nodig."),
    (
        r"Cannot allocate memory|could not create shared memory",
        "Er is te weinig geheugen vrij voor de database.",
    ),
    (
        r"shared memory block .* still in use",
        "De vorige database is nog niet klaar met stoppen. Probeer het over een minuut opnieuw.",
    ),
    (r"did not start in time", "De database is na 120 seconden nog niet klaar. Zie {log}."),
)


def reason(said: str, home: Home) -> str:
    """One sentence for what PostgreSQL said."""
    sentence = _known(said)
    if sentence:
        return sentence.format(folder=home.folder, log=home.log)
    faults = re.findall(r"(?:FATAL|PANIC|ERROR|error): +(.+)", said)
    fault = faults[-1] if faults else "zonder uitleg"
    return f"De database start niet ({fault}). Meer staat in {home.log}."


def of_system(error: OSError, var: Path) -> str:
    """One sentence for what the system refused."""
    said = os.strerror(error.errno) if error.errno else str(error)
    sentence = _known(said) or f"De database kan niet starten in {{folder}}: {said}."
    return sentence.format(folder=error.filename or var, log=var)


def _known(said: str) -> str | None:
    return next((text for pattern, text in SENTENCES if re.search(pattern, said)), None)
