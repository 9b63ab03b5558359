"""Pages of bidding: an assessor's and an officer's."""
