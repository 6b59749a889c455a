"""Settings of Sphinx for the site; everything that a page needs lies beside it."""

import experiments
from sim import MODEL_VERSION

project = "Town Hall"
author = "Town Hall contributors"
version = f"{experiments.__version__}, model {MODEL_VERSION}"
release = version

extensions = ["myst_parser"]
myst_heading_anchors = 4
highlight_language = "none"
smartquotes = False

html_theme = "furo"
html_title = "Town Hall"
html_baseurl = ""
html_copy_source = False
html_show_copyright = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
# A summary would be fetched, which a browser refuses a page that was opened from the disk.
html_show_search_summary = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
