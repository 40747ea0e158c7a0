"""How a person comes: which state follows which, who is next, and what the customer is told."""
