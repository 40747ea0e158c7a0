"""Small words of those who answer: tags, and replies that are ready."""
