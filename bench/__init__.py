"""Speed and memory, each beside something known, in one run."""
