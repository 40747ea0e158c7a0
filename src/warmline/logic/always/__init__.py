"""What brings in a person even where nothing is read: a fixed, published list of phrases."""
