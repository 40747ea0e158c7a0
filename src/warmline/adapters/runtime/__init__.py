"""Models that read turns."""
