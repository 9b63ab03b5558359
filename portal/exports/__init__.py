"""Tables to CSV and XLSX, made by a job, kept until they expire."""
