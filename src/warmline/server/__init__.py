"""Be asked: parse, authenticate, one story, render."""
