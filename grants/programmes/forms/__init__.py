"""What officers type about calls, criteria and terms, and the three inputs of every text."""
