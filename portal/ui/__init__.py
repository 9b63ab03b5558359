"""What people see: layouts, components, form rendering, charts, formats of the place."""
