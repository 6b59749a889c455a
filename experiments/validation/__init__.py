"""What is known of English councils: facts as figures of a panel, their roles, the halves of the councils, the bands."""
