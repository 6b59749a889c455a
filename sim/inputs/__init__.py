"""How files of users are read: strictly, with one sentence that names file and line."""
