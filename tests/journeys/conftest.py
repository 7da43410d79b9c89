"""The whole way, in a real browser."""

from tests.chromium import browser_context_args, browser_type_launch_args, serve

__all__ = ["browser_context_args", "browser_type_launch_args", "serve"]
