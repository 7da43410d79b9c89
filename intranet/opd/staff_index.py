"""The words by which employees are found. ``words_of`` is the one rule for what is stored and for what is searched."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from intranet.extensions import db
from intranet.opd.models import Employee, EmployeeWord

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

LONGEST = 40
MOST_WORDS = 4
LAST = "\ufffd"
_WORD = re.compile(r"[^\W_]+")


def words_of(*texts: str) -> set[str]:
    """The words in plain lower case: ``Nur'aini S.`` gives nur, aini and s."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return {word[:LONGEST] for word in _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))}


def matches(text: str) -> list[ColumnElement[bool]]:
    """Conditions on Employee: every word of the text (four at most) begins a word of the name or the position."""
    found = sorted(words_of(text), key=len, reverse=True)[:MOST_WORDS]
    return [
        Employee.id.in_(select(EmployeeWord.employee_id).where(EmployeeWord.word >= word, EmployeeWord.word < word + LAST))
        for word in found
    ]


def write(employee: Employee) -> None:
    """Store the words of one employee anew. Inside ``transaction()``, after the id is known."""
    db.session.execute(delete(EmployeeWord).where(EmployeeWord.employee_id == employee.id))
    words = words_of(employee.name, employee.position)
    if words:
        db.session.execute(insert(EmployeeWord), [{"word": word, "employee_id": employee.id} for word in sorted(words)])


def rebuild() -> int:
    """Store the words of all employees anew; returns how many. For who wrote employees in bulk, inside ``transaction()``."""
    db.session.execute(delete(EmployeeWord))
    rows = [
        {"word": word, "employee_id": id_}
        for id_, name, position in db.session.execute(select(Employee.id, Employee.name, Employee.position))
        for word in sorted(words_of(name, position))
    ]
    if rows:
        db.session.execute(insert(EmployeeWord), rows)
    return len(rows)
