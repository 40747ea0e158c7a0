"""Where a tenant's data are kept."""
