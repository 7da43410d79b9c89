"""Instances only; the factory binds them to an app."""

from __future__ import annotations

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from intranet.core.base import Base

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
