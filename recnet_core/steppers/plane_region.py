"""Closed forms of dv/dt = A v + d in the plane, one for each kind of 2×2 matrix.

With g = A v0 + d every form writes v(t) = v0 + C1(t) u1 + C2(t) u2, so that a fixed point need not exist and zero
eigenvalues stay exact. Derivation: v(t) = v0 + ∫ e^{As} ds g, and with a = tr A/2, N = A − a I, N² = δ I
(Cayley–Hamilton), e^{As} = e^{as}(cosh(√δ s) I + sinh(√δ s)/√δ N).
"""

import math
from math import expm1, sin
from typing import Protocol, TypeAlias

import numpy as np

from recnet_core.arrays import Array
from recnet_core.steppers.crossing import ScalarForm

Matrix: TypeAlias = tuple[float, float, float, float]  # a00, a01, a10, a11 in 1/ms
Modes: TypeAlias = tuple[float, float, float, float]  # u1 and u2

LARGEST = 700.0  # exponents are cut here: a zero amplitude times e^700 stays zero, any other overflows soon enough
TINY = 1e-3  # rate × horizon below which everything is a polynomial
SMALL = 0.05  # the same where eigenvalues (nearly) coincide: closed forms would lose digits as 1/(rate·horizon)
TERMS = 12  # of the series for rate × horizon ≤ SMALL: 0.05^12/12! is far below rounding
ROUNDING = 32.0 * 2.2e-16


class Form(ScalarForm, Protocol):
    """Closed form of one linear region."""

    def modes(self, g0: float, g1: float, d0: float, d1: float) -> Modes:
        """Return u1, u2 in Hz/ms for the drift g at the start and the constant part d of the drift."""

    def basis(self, t: float) -> tuple[float, float]:
        """Return C1(t), C2(t) in ms."""

    def table(self, t: Array) -> Array:
        """Return C1, C2 at the times t (K,), shape (2, K)."""


def closed_form(matrix: Matrix, size: float, horizon: float) -> Form:
    """Return the form that keeps its digits for `matrix` up to `horizon` ms.

    `size` bounds the products that det A is the difference of: below its rounding an eigenvalue is exactly zero (a
    memory must not leak through rounding).
    """
    a00, a01, a10, a11 = matrix
    a, half = 0.5 * (a00 + a11), 0.5 * (a00 - a11)
    delta = half * half + a01 * a10
    if abs(a00 * a11 - a01 * a10) <= ROUNDING * size:
        delta = a * a
    root = math.sqrt(abs(delta))
    reach = (abs(a) + root) * horizon
    if reach < TINY:
        return Slow(matrix, a, delta)
    if delta > 0.0 and root >= 0.5 * abs(a):
        return Node(matrix, a, root)
    if reach < SMALL:
        return Slow(matrix, a, delta)
    return Spiral(matrix, a, root) if delta < 0.0 else Confluent(matrix, a, root)


def _expm1(x: float) -> float:
    return expm1(x if x < LARGEST else LARGEST)


def _growth(mu: float, t: float) -> float:
    """Return ∫ e^{μs} ds from 0 to t; exactly t for μ = 0."""
    power = mu * t
    return expm1(power if power < LARGEST else LARGEST) / mu if mu else t


class Spiral:
    """Complex eigenvalues a ± iw: C1 = ∫ e^{as} cos ws ds, C2 = ∫ e^{as} sin ws ds, u1 = g, u2 = N g/w."""

    def __init__(self, matrix: Matrix, a: float, w: float) -> None:
        self.a, self.w, self.square = a, w, a * a + w * w
        a00, a01, a10, a11 = matrix
        self._n = ((a00 - a) / w, a01 / w, a10 / w, (a11 - a) / w)
        self.rate, self.growing = math.sqrt(self.square), a > 0.0

    def modes(self, g0: float, g1: float, d0: float, d1: float) -> Modes:
        """Return g and N g/w."""
        n00, n01, n10, n11 = self._n
        return g0, g1, n00 * g0 + n01 * g1, n10 * g0 + n11 * g1

    def basis(self, t: float) -> tuple[float, float]:
        """Return both integrals; e^{at} cos wt − 1 is written without cancellation."""
        a, w = self.a, self.w
        growth, half = _expm1(a * t), sin(0.5 * w * t)
        e = 1.0 + growth
        sine, cosine1 = e * sin(w * t), growth - 2.0 * e * half * half
        return (a * cosine1 + w * sine) / self.square, (a * sine - w * cosine1) / self.square

    def motion(self, p: float, q: float, t: float) -> tuple[float, float, float]:
        """Return shift, slope e^{at}(p cos wt + q sin wt) and curvature."""
        a, w = self.a, self.w
        growth, half = _expm1(a * t), sin(0.5 * w * t)
        e = 1.0 + growth
        c1, s = growth - 2.0 * e * half * half, e * sin(w * t)
        c = 1.0 + c1
        # the integral is α (e^{at} cos wt − 1) + β e^{at} sin wt with aα + wβ = p, aβ − wα = q
        return (
            ((a * p - w * q) * c1 + (w * p + a * q) * s) / self.square,
            p * c + q * s,
            (a * p + w * q) * c + (a * q - w * p) * s,
        )

    def turning(self, p: float, q: float) -> tuple[float, float]:
        """Return the first zero of p cos wt + q sin wt and half a turn."""
        if p == 0.0 and q == 0.0:
            return math.inf, math.inf
        angle = math.atan2(p, -q)
        return (angle if angle > 0.0 else angle + math.pi) / self.w, math.pi / self.w

    def table(self, t: Array) -> Array:
        """Return `basis` at many times."""
        a, w = self.a, self.w
        growth, half = np.expm1(np.minimum(a * t, LARGEST)), np.sin(0.5 * w * t)
        e = 1.0 + growth
        sine, cosine1 = e * np.sin(w * t), growth - 2.0 * e * half * half
        return np.stack([(a * cosine1 + w * sine), (a * sine - w * cosine1)]) / self.square


class Node:
    """Real eigenvalues μ1 = a + r, μ2 = a − r, well apart: Ci = ∫ e^{μi s} ds, ui = Pi g, P1 = (A − μ2 I)/2r.

    Where μi = 0, Pi A = 0 and so ui = Pi d: what a memory holds can't leak through the rounding of A v + d.
    """

    def __init__(self, matrix: Matrix, a: float, r: float) -> None:
        self.mu1, self.mu2, self._gap = a + r, a - r, 2.0 * r
        a00, a01, a10, a11 = (entry / self._gap for entry in matrix)
        shift = self.mu2 / self._gap
        p00, p01, p10, p11 = a00 - shift, a01, a10, a11 - shift
        second = abs(p10) + abs(p11) > abs(p00) + abs(p01)
        self._row = (p10, p11) if second else (p00, p01)
        near, far = (1, 0) if second else (0, 1)
        column = 0 if abs(self._row[0]) > abs(self._row[1]) else 1
        table = ((p00, p01), (p10, p11))
        self._along = (1.0, table[far][column] / table[near][column])[:: -1 if second else 1]
        self.rate, self.growing = abs(a) + r, False

    def modes(self, g0: float, g1: float, d0: float, d1: float) -> Modes:
        """Return the two components of g."""
        u0, u1 = self._first(g0, g1)
        w0, w1 = g0 - u0, g1 - u1
        if self.mu1 == 0.0:
            u0, u1 = self._first(d0, d1)
        elif self.mu2 == 0.0:
            e0, e1 = self._first(d0, d1)
            w0, w1 = d0 - e0, d1 - e1
        return u0, u1, w0, w1

    def _first(self, x0: float, x1: float) -> tuple[float, float]:
        """Return P1 x as one amplitude times the eigenvector.

        P1 has rank one. Were both rows multiplied out, their rounding would point elsewhere, and what grows from a
        start on the other eigenvector would leave along a direction in which nothing of the network goes.
        """
        amplitude = self._row[0] * x0 + self._row[1] * x1
        return amplitude * self._along[0], amplitude * self._along[1]

    def basis(self, t: float) -> tuple[float, float]:
        """Return both integrals."""
        return _growth(self.mu1, t), _growth(self.mu2, t)

    def motion(self, p: float, q: float, t: float) -> tuple[float, float, float]:
        """Return shift, slope p e^{μ1 t} + q e^{μ2 t} and curvature."""
        mu1, mu2 = self.mu1, self.mu2
        c1, c2 = _growth(mu1, t), _growth(mu2, t)
        s1, s2 = p * (1.0 + mu1 * c1), q * (1.0 + mu2 * c2)
        return p * c1 + q * c2, s1 + s2, mu1 * s1 + mu2 * s2

    def turning(self, p: float, q: float) -> tuple[float, float]:
        """Return where e^{2rt} = −q/p, if anywhere."""
        ratio = -q / p if p else 0.0
        return (math.log(ratio) / self._gap if ratio > 1.0 else math.inf), math.inf

    def table(self, t: Array) -> Array:
        """Return `basis` at many times."""
        columns = [np.expm1(np.minimum(mu * t, LARGEST)) / mu if mu else t for mu in (self.mu1, self.mu2)]
        return np.stack(columns)


class _Coincident:
    """What `Confluent` and `Slow` share: u1 = g, u2 = N g, at most one extreme within the horizon."""

    growing = False

    def __init__(self, matrix: Matrix, a: float, delta: float) -> None:
        self.a, self.delta, self.root = a, delta, math.sqrt(abs(delta))
        a00, a01, a10, a11 = matrix
        self._n = (a00 - a, a01, a10, a11 - a)
        self.rate = abs(a) + self.root

    def modes(self, g0: float, g1: float, d0: float, d1: float) -> Modes:
        """Return g and N g."""
        n00, n01, n10, n11 = self._n
        return g0, g1, n00 * g0 + n01 * g1, n10 * g0 + n11 * g1

    def turning(self, p: float, q: float) -> tuple[float, float]:
        """Return the first zero of p cosh(√δ t) + q sinh(√δ t)/√δ, if any."""
        root = self.root
        if self.delta < 0.0 and (p or q):
            angle = math.atan2(p * root, -q)
            return (angle if angle > 0.0 else angle + math.pi) / root, math.pi / root
        ratio = -p / q if q else 0.0
        if not (ratio > 0.0 and root * ratio < 1.0):
            return math.inf, math.inf
        return (math.atanh(root * ratio) / root if root else ratio), math.inf


class Confluent(_Coincident):
    """Real eigenvalues (nearly) equal, far from zero: C1 = ∫ e^{as} cosh rs ds, C2 = ∫ e^{as} sinh(rs)/r ds.

    From Φ = A⁻¹(e^{At} − I) with A⁻¹ = (a I − N)/(a² − r²): no division by r.
    """

    def __init__(self, matrix: Matrix, a: float, r: float) -> None:
        super().__init__(matrix, a, r * r)
        self._det = a * a - r * r

    def basis(self, t: float) -> tuple[float, float]:
        """Return both integrals."""
        c1, s = self._hyperbolic(t)
        return (self.a * c1 - self.delta * s) / self._det, (self.a * s - c1) / self._det

    def motion(self, p: float, q: float, t: float) -> tuple[float, float, float]:
        """Return shift, slope and curvature."""
        c1, s = self._hyperbolic(t)
        c, a, delta = 1.0 + c1, self.a, self.delta
        return (
            (p * (a * c1 - delta * s) + q * (a * s - c1)) / self._det,
            p * c + q * s,
            p * (a * c + delta * s) + q * (a * s + c),
        )

    def _hyperbolic(self, t: float) -> tuple[float, float]:
        """Return e^{at} cosh rt − 1 and e^{at} sinh(rt)/r from e^{(a±r)t}, so that nothing overflows early."""
        a, r = self.a, self.root
        high, low = _expm1((a + r) * t), _expm1((a - r) * t)
        sine = -expm1(-2.0 * r * t) / (2.0 * r) if r else t
        return 0.5 * (high + low), (1.0 + high) * sine

    def table(self, t: Array) -> Array:
        """Return `basis` at many times."""
        a, r = self.a, self.root
        high, low = np.expm1(np.minimum((a + r) * t, LARGEST)), np.expm1(np.minimum((a - r) * t, LARGEST))
        sine = (1.0 + high) * (-np.expm1(-2.0 * r * t) / (2.0 * r) if r else t)
        c1 = 0.5 * (high + low)
        return np.stack([a * c1 - self.delta * sine, a * sine - c1]) / self._det


class Slow(_Coincident):
    """Eigenvalues that (nearly) coincide and hardly act within the horizon, zero ones included: a short series.

    A^k = αk I + βk N with α' = aα + δβ, β' = α + aβ, so C1 = Σ αk t^{k+1}/(k+1)!, C2 = Σ βk t^{k+1}/(k+1)!.
    """

    def __init__(self, matrix: Matrix, a: float, delta: float) -> None:
        super().__init__(matrix, a, delta)
        alpha, beta, factorial = 1.0, 0.0, 1.0
        self._series: list[tuple[float, float]] = []
        for k in range(TERMS):
            factorial *= k + 1
            self._series.insert(0, (alpha / factorial, beta / factorial))
            alpha, beta = a * alpha + delta * beta, alpha + a * beta

    def basis(self, t: float) -> tuple[float, float]:
        """Return both series."""
        c1 = c2 = 0.0
        for first, second in self._series:
            c1, c2 = c1 * t + first, c2 * t + second
        return c1 * t, c2 * t

    def motion(self, p: float, q: float, t: float) -> tuple[float, float, float]:
        """Return shift, slope and curvature by Horner's scheme."""
        shift = slope = curvature = 0.0
        for first, second in self._series:
            curvature = curvature * t + 2.0 * slope
            slope = slope * t + shift
            shift = shift * t + (p * first + q * second)
        return shift * t, shift + slope * t, 2.0 * slope + curvature * t

    def table(self, t: Array) -> Array:
        """Return `basis` at many times."""
        columns = np.zeros((2, len(t)))
        for coefficients in self._series:
            columns = columns * t + np.array(coefficients)[:, None]
        return columns * t
