"""When people answer."""
