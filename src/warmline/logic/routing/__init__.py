"""Who takes a turn on: the machine, a question, or a person; and why."""
