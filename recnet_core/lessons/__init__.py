"""Lessons: their text, what their steps do, and whether they fit their scenario."""
