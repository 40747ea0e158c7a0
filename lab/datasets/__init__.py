"""Public data, one file each: source, licence, checksums, label map."""
