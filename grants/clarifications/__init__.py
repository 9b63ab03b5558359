"""Questions to an applicant on named parts of the application, with a clock, and the answers."""
