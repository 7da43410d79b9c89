"""The blueprint that the views of this room hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("opd", __name__)
