"""Families of facts, a file for each: functions of a panel by the name of the figure."""
