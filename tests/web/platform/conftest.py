"""The trial room of the plumbing."""

from tests.lab import lab, lab_app

__all__ = ["lab", "lab_app"]
