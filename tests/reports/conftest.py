from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for _folder in ("figures", "studies", "reports"):
    sys.path.insert(0, str(HERE.parent / _folder))
