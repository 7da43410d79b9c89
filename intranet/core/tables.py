"""Every table of the product, also of a room that no page has loaded yet: for what treats the database as a whole."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

import intranet
from intranet import core


def know_all() -> None:
    """Import the modules of core and the models of every room, so that ``Base.metadata`` is complete."""
    for module in pkgutil.iter_modules(core.__path__):
        import_module(f"{core.__name__}.{module.name}")
    for room in pkgutil.iter_modules(intranet.__path__):
        models = f"{intranet.__name__}.{room.name}.models"
        if room.ispkg and find_spec(models) is not None:
            import_module(models)
