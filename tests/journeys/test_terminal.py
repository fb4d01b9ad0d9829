"""The main job in a terminal: typed line by line, in the same neighbourhood as the demo."""

import re

from tests.journeys.office import Colleague
from tests.live import Live

IDEA = "Een weggeefkast bij het speelveld"
PROPOSAL = (
    *("8022", "ja", "/nieuw begin", IDEA, "1", "Voor wie iets over heeft.", "Bagijneweide", "ja"),
    *("ja", "overslaan", "Ria", "versturen"),
)


def test_the_main_job_in_a_terminal(live: Live) -> None:
    said = live.talks("Ria", *PROPOSAL)
    assert "Ik ben de wijkassistent van de gemeente Zwolle. Ik ben een computer." in said
    found = re.search(r"Uw nummer is (Z-\d{4,})", said)
    assert found, said
    colleague = Colleague(live.base_url)
    colleague.enters("wijkmanager.oost@demo.zwolle.example")

    question = colleague.decides(found[1], "vraag", told="Wie houdt de kast schoon?")
    heard = live.talks("Ria", "mijn", "1", "Antwoord geven", "Dat doe ik zelf.")
    assert "Wie houdt de kast schoon?" in question
    assert all(paragraph in heard for paragraph in question), heard
    assert "Dank u wel. De wijkmanager leest uw antwoord." in heard
    assert "Dat doe ik zelf." in colleague.sees(found[1]).words

    placed = colleague.decides(found[1], "plaatsen")
    heard = live.talks("Ria", f"/mijn {found[1]}")
    assert all(paragraph in heard for paragraph in placed), heard
    assert found[1] not in live.talks("Buur", "8022", "ja", "mijn")
