"""A real Chromium against a real server in a thread."""

from tests.chromium import browser_context_args, browser_type_launch_args, serve

__all__ = ["browser_context_args", "browser_type_launch_args", "serve"]
