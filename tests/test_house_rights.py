"""Every act of the table of rights has words, and the page of roles says what the table says."""

from docs import make_roles
from models.people.rights import Act
from tests.house import catalogue
from texts.catalogue import LANGUAGES


def test_every_act_has_words() -> None:
    """A new act needs `right.<name>` in texts/*/access.po, for the page "Wie mag wat"."""
    wanted = {f"right.{act.name.lower()}" for act in Act}
    for language in LANGUAGES:
        assert wanted - {text.key for text in catalogue(language)} == set()


def test_the_page_of_roles_is_what_the_table_says() -> None:
    """After another right: `python docs/make_roles.py`."""
    assert make_roles.PAGE.read_text(encoding="utf-8") == make_roles.page()
