"""Reports of saved results: one set of parts, written as one HTML file and as Markdown. They know no study."""
