"""How long data are kept."""
