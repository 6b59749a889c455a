"""Numba's look for SciPy's linear algebra, put off until somebody needs it.

When numba loads its functions on arrays it imports ``scipy.linalg`` to see whether there is one, an eighth of a second
at every start. The model multiplies no matrices. Numba asks again wherever a program does, so nothing else changes.
"""

from __future__ import annotations


def put_off() -> None:
    """Have numba load its functions on arrays without that look; where numba is built otherwise, nothing happens."""
    from numba.np import linalg

    look = getattr(linalg, "ensure_blas", None)
    if look is None:
        return
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath

        arraymath.ensure_blas = look
    finally:
        linalg.ensure_blas = look
