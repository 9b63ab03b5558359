"""A call's pool as a table: taken away as CSV, brought back after a look at what each row does."""
