"""The second person: a certifier confirms an application before it is submitted."""
