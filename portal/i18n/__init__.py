"""Three languages: texts that officers write, and the catalogues of the interface."""
