"""What officers type about the form of a call."""
