"""The key of one person's words in the history of what they brought in.

History itself is never changed. What is personal in it is sealed under such a key; erasing takes
the key away, and then nobody reads it any more, also not in what was copied before. One for each
contribution, since an author may have one erased and keep the others.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText, WrongKey, new_key
from models.sealing import FieldKey, Unopened


class PersonKey(Base):
    """Sealed itself under the field keys. Its id is never used again."""

    __tablename__ = "person_key"

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), unique=True
    )
    key: Mapped[str] = mapped_column(EncryptedText)

    def seal(self, words: str) -> bytes:
        """These words, for nobody to read without this key."""
        return FieldKey.read(self.key).seal(words.encode("utf-8", "surrogatepass"))

    def open(self, sealed: bytes) -> str:
        """The words that were sealed. Raises `WrongKey`."""
        try:
            return FieldKey.read(self.key).open(sealed).decode("utf-8", "surrogatepass")
        except Unopened as error:
            raise WrongKey("sealed under another person's key, or damaged") from error


def key_of(session: Session, contribution_id: int) -> PersonKey:
    """The key of this contribution's author, made where there is none yet."""
    asked = select(PersonKey).where(PersonKey.contribution_id == contribution_id)
    found = session.scalar(asked)
    if found is None:
        # A colleague may be writing the first note at this very moment.
        made = insert(PersonKey).values(contribution_id=contribution_id, key=new_key())
        session.execute(made.on_conflict_do_nothing())
        found = session.scalars(asked).one()
    return found


def keys_of(session: Session, contribution_ids: Collection[int]) -> Mapping[int, PersonKey]:
    """The same of many contributions, in three statements."""
    asked = select(PersonKey).where(PersonKey.contribution_id.in_(contribution_ids))
    found = {key.contribution_id for key in session.scalars(asked)}
    if missing := sorted(set(contribution_ids) - found):
        made = [{"contribution_id": id_, "key": new_key()} for id_ in missing]
        session.execute(insert(PersonKey).values(made).on_conflict_do_nothing())
    return {key.contribution_id: key for key in session.scalars(asked)}


def destroy(session: Session, contribution_ids: Collection[int]) -> None:
    """Make all that history holds of these people unreadable, for good."""
    session.execute(delete(PersonKey).where(PersonKey.contribution_id.in_(contribution_ids)))
