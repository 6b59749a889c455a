"""The classroom: one page in which students predict, run and explain; how it is put together, served and handed out."""
