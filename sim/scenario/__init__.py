"""Scenarios: loaded, validated against the declarations, and the JSON schema that editors check them with."""
