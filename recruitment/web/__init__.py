"""What stands between Flask and the rooms: access, forms, htmx, errors, filters, headers, the server."""
