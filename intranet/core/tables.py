"""Every table of the product, also of a room that no page has loaded yet: for what treats the database as a whole."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
PRODUCT = __name__.partition(".")[0]


def know_all() -> None:
    """Import the modules of core and the models of every room, so that ``Base.metadata`` is complete."""
    for module in pkgutil.iter_modules([str(HERE)]):
        import_module(f"{PRODUCT}.core.{module.name}")
    for room in pkgutil.iter_modules([str(HERE.parent)]):
        models = f"{PRODUCT}.{room.name}.models"
        if room.ispkg and find_spec(models) is not None:
            import_module(models)
