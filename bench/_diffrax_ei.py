"""The peer of bench/core.py in its own environment: T1 by diffrax's Dopri8, compiled; prints seconds and rows."""

import json
import statistics
import time

import diffrax
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def drift(t, v, args):
    e, i = v
    return jnp.array([(jnp.maximum(1.25 * e - i + 10.0, 0.0) - e) / 10.0, (jnp.maximum(e - 10.0, 0.0) - i) / 50.0])


@jax.jit
def solve(start):
    return diffrax.diffeqsolve(
        diffrax.ODETerm(drift),
        diffrax.Dopri8(),
        0.0,
        10_000.0,
        0.1,
        start,
        saveat=diffrax.SaveAt(ts=jnp.arange(10_001.0)),
        stepsize_controller=diffrax.PIDController(rtol=1e-9, atol=1e-9),
        max_steps=1_000_000,
    ).ys


start = jnp.array([30.0, 10.0])
rows = solve(start).block_until_ready()
seconds = []
for _ in range(5):
    begin = time.perf_counter()
    rows = solve(start).block_until_ready()
    seconds.append(time.perf_counter() - begin)
print(json.dumps({"seconds": statistics.median(seconds), "v": rows.tolist()}))
