"""Minutes of a panel meeting: frozen versions, signed by the chair, printed in each language."""
