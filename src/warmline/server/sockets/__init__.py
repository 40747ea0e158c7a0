"""What is told to screens while they are open."""
