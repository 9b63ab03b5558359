"""Working days of the programme office: Hong Kong's general holidays and what differs from them."""
