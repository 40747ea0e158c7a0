"""Stories: one file is one thing that can happen."""
