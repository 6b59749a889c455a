"""The council on its first day: accounts and files, posts and people, ties, services, forms of government."""
