"""What may be said of a file that somebody else sent."""
