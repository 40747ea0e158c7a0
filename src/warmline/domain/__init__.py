"""Nouns: the shapes everyone shares, frozen, standard library only."""
