"""Training and evaluation: makes what `warmline/models` ships."""
