"""Letters by e-mail: what one says, who wrote it, what it answers to, and how ours are written."""
