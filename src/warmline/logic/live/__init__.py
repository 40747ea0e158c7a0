"""What screens show while things happen."""
