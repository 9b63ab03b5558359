"""Inviting people by e-mail to assess in a call, or to sit on its panel."""
