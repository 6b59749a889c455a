"""The reference of the model, written from its declarations: one file for each kind of thing that is declared."""
