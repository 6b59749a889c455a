"""Validation: the model held against what is known of English councils, fact by fact."""
