"""What other software is told of an event, signed."""
