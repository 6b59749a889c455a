"""Statistics on finished runs. Nothing here runs the model or draws a picture."""
