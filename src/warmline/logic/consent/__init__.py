"""What may be done, by what a contact said."""
