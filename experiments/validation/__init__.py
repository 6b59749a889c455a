"""What is known of English councils: facts as figures of a panel, their roles, their bands, two halves."""
