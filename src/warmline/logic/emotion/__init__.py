"""Read how a customer feels in what they wrote."""
