"""Reads of the pages that look over all rooms."""
