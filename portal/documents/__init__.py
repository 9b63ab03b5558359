"""Files: checks, storage, checksum. Who may open one is the business of the area that owns it."""
