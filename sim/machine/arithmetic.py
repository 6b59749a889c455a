"""Elementary functions as plain polynomials, accurate to about one unit in the last place.

The platform's own ``exp`` and ``log`` differ between machines in the last bit, and one flipped bit makes
two runs part. These use only additions, multiplications and bit patterns, so that every machine, and plain
Python beside the compiled code, gives the same bits. Coefficients: Taylor series, argument reduction to
half a period.
"""

from __future__ import annotations

import numpy as np

from sim.machine.kernel import entrance, kernel

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
TWO_PI = 6.283185307179586
LAST_BITS = 6755399441055744.0 + 1023.0
"""2^52 + 2^51 and the bias of an exponent: a small whole number added to it stands in the last bits of the sum."""


@entrance
def exp(x):
    """e to the power x; beyond +-700 the value at +-700."""
    x = min(700.0, max(-700.0, x))
    # The whole number stays a float: few processors turn several floats into integers at once.
    n = np.floor(x * LOG2_E + 0.5)
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    p = 1.6059043836821613e-10
    p = p * r + 2.08767569878681e-09
    p = p * r + 2.505210838544172e-08
    p = p * r + 2.755731922398589e-07
    p = p * r + 2.7557319223985893e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 0.0001984126984126984
    p = p * r + 0.001388888888888889
    p = p * r + 0.008333333333333333
    p = p * r + 0.041666666666666664
    p = p * r + 0.16666666666666666
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return p * np.int64(np.float64(n + LAST_BITS).view(np.int64) << np.int64(52)).view(np.float64)


@entrance
def log(x):
    """Natural logarithm of x > 0 (normal numbers)."""
    bits = np.float64(x).view(np.int64)
    bits = bits + np.int64(0x3FF0000000000000 - 0x3FE6A09E00000000)
    k = (bits >> np.int64(52)) - np.int64(1023)
    m = np.int64((bits & np.int64(0x000FFFFFFFFFFFFF)) + np.int64(0x3FE6A09E00000000)).view(np.float64)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    p = 1.0 / 21.0
    p = p * z + 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 1.0 / 5.0
    p = p * z + 1.0 / 3.0
    return k * LN2_HIGH + (2.0 * s + (2.0 * s * z * p + k * LN2_LOW))


@kernel
def cos_turn(u):
    """Cosine of u turns, u in (0, 1)."""
    a = abs(u - 0.5)
    d = (a - 0.25) * TWO_PI
    z = d * d
    p = -8.22063524662433e-18
    p = p * z + 2.8114572543455206e-15
    p = p * z - 7.647163731819816e-13
    p = p * z + 1.6059043836821613e-10
    p = p * z - 2.505210838544172e-08
    p = p * z + 2.7557319223985893e-06
    p = p * z - 0.0001984126984126984
    p = p * z + 0.008333333333333333
    p = p * z - 0.16666666666666666
    return d + d * z * p


@kernel
def power(x, y):
    """x to the power y for x >= 0 (zero stays zero)."""
    return exp(y * log(x)) if x > 1e-300 else 0.0


@kernel
def logistic(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


@kernel
def clip(x, low, high):
    """x held between low and high."""
    return min(high, max(low, x))


@kernel
def monthly(rate_per_year):
    """The monthly probability that gives ``rate_per_year`` over twelve months."""
    return 1.0 - power(1.0 - min(rate_per_year, 0.999999), 1.0 / 12.0)


@kernel
def gumbel(u):
    """The Gumbel quantile of u in (0, 1): the largest sum of utility and Gumbel noise is a logit choice."""
    return -log(-log(u))


@kernel
def bits_set(bits):
    """How many of the lower sixteen bits are 1, the only ones that may be: counted in pairs, fours and eights."""
    pairs = bits - ((bits >> 1) & 0x5555)
    fours = (pairs & 0x3333) + ((pairs >> 2) & 0x3333)
    eights = (fours + (fours >> 4)) & 0x0F0F
    return (eights + (eights >> 8)) & 0x1F
