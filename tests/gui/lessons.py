"""A lesson for tests of the window, whatever lessons the program ships."""

from __future__ import annotations

from recnet_core.lessons.lesson import Lesson, parse

TEXT = r"""# Two populations

## What it is
**E** excites, *I* inhibits; M_EE is {M_EE}.
$$\tau_E \frac{dv_E}{dt} = -v_E + \left[{M_EE}\,v_E + {M_EI}\,v_I - {gamma_E}\right]_+$$
- with $\tau_I = {tau_I}\,\mathrm{ms}$

## Make it slower
```do
reset all
set tau_I=30
on drive E
wait 100
off drive E
set tau_I=60
```
The period is {measured:period}, in theory {theory:period}; $T = {measured:period}$.
? What happens to $v_E$?
- It comes to rest
+ It goes round for ever
- It runs away
! Above 40 ms the real part of $\mu$ is positive.

## On the edge
```do
preset degenerate-hopf
```
Here Re μ is 0.

## Source
Dayan & Abbott, chapter 7.
"""


def lesson(key: str = "") -> Lesson:
    """Return the lesson; stands in for `load`."""
    return parse(TEXT, "fixture.md")
