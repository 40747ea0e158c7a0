"""Verbs: pure functions by capability; siblings never meet."""
