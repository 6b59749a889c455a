"""What users take the model by: the Mesa model, its agents and space, and what explains a run."""
