"""The demo, read by everybody."""

from tests.demo_app import demo_app, demo_today

__all__ = ["demo_app", "demo_today"]
