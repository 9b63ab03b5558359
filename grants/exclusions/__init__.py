"""An applicant asks that somebody does not assess the application, and officers read why."""
