"""Programme, call, dates, money, criteria, taxonomies: what a round is, frozen when it opens."""
