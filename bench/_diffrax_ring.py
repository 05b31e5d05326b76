"""The peer of bench/_rings.py in its own environment: a ring by diffrax's Dopri8, compiled; prints seconds.

Its arguments are the task (npz), where the rows go (npy), and the tolerance.
"""

import json
import statistics
import sys
import time

import diffrax
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
task, tolerance = np.load(sys.argv[1]), float(sys.argv[3])
h, tau, rectified = jnp.array(task["h"]), float(task["tau"]), bool(task["rectified"])
size = h.shape[1]
theta = 2.0 * jnp.pi * jnp.arange(size) / size - jnp.pi
cosine, sine, scale = jnp.cos(theta), jnp.sin(theta), 2.0 * float(task["lambda1"]) / size


def drift(t, v, held):
    x = held + scale * (cosine * (cosine @ v) + sine * (sine @ v))
    return ((jnp.maximum(x, 0.0) if rectified else x) - v) / tau


def stretch(v, held, steps):
    return diffrax.diffeqsolve(
        diffrax.ODETerm(drift), diffrax.Dopri8(), 0.0, steps, 0.1, v, args=held,
        saveat=diffrax.SaveAt(ts=jnp.arange(1.0, steps + 1.0)),
        stepsize_controller=diffrax.PIDController(rtol=tolerance, atol=tolerance), max_steps=1_000_000,
    ).ys  # fmt: skip


def one(v, held):
    v = diffrax.diffeqsolve(
        diffrax.ODETerm(drift), diffrax.Dopri8(), 0.0, 1.0, 1.0, v, args=held,
        saveat=diffrax.SaveAt(t1=True), max_steps=2,
    ).ys[0]  # fmt: skip
    return v, v


@jax.jit
def solve(v, h):
    if bool(task["singly"]):
        return jax.lax.scan(one, v, h)[1]
    rows = []
    for held, steps in zip(h, task["steps"], strict=True):
        rows.append(stretch(v, held, int(steps)))
        v = rows[-1][-1]
    return jnp.concatenate(rows)


start = jnp.zeros(size)
rows = solve(start, h).block_until_ready()
seconds = []
for _ in range(5):
    begin = time.perf_counter()
    rows = solve(start, h).block_until_ready()
    seconds.append(time.perf_counter() - begin)
np.save(sys.argv[2], np.concatenate([np.zeros((1, size)), np.asarray(rows)]))
print(json.dumps({"seconds": statistics.median(seconds)}))
