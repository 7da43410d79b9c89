"""The demo's data: a regency with made-up people, a past that was held, a published present and an unanswered future.

Everything hangs on today's date (``core.clock``) and one seeded generator, so the same day gives the same data.
"""
