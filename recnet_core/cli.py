"""The command line, without Qt: words into acts; errors are one line on stderr and exit code 2."""

import argparse
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn, TypeAlias

import recnet_core
from recnet_core import scenarios
from recnet_core.errors import RecNetError
from recnet_core.parameters import array_specs, specs
from recnet_core.scenario import Scenario

COMMANDS = ("list", "show", "run", "selftest", "gallery")


Act: TypeAlias = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """An argparse parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on one line and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(arguments: Sequence[str], gallery: Act | None = None) -> int:
    """Run one sub-command; return the exit code: 0 done, 1 diverged or failed, 2 refused, 130 interrupted.

    `gallery` draws windows, which the core cannot: the program gives it.
    """
    if not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        return refuse(arguments[0])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # symbols on a terminal that has none
    options = read(parser(gallery or no_window), arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = int(options.act(options))
        sys.stdout.flush()
        return code
    except RecNetError as error:
        print(f"recnet: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `recnet list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still in its buffer goes nowhere
        print(f"recnet: cannot write: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("recnet: interrupted, nothing written", file=sys.stderr)
        return 130


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def refuse(first: str) -> int:
    """Say in one line that `first` is no command; return exit code 2."""
    why = "session files cannot be opened yet" if first.endswith(".recnet") else "unknown command"
    near = get_close_matches(first, COMMANDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(COMMANDS)}, --profile-start, --help"
    print(f"recnet: '{first}': {why}; {hint}", file=sys.stderr)
    return 2


def no_window(options: argparse.Namespace) -> int:
    """Say that pictures need the window's part of the program."""
    raise RecNetError("gallery: pictures need the whole program; run main.py")


def read(words: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; keys may also stand behind options, which argparse alone would not take."""
    options, rest = words.parse_known_args(list(arguments))
    if rest and (not hasattr(options, "keys") or any(word.startswith("-") for word in rest)):
        words.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        options.keys = [*options.keys, *rest]
    return options


def parser(gallery: Act = no_window) -> Parser:
    """Return the parser of all sub-commands."""
    made = Parser(
        prog="recnet",
        description="Recurrent networks: without a command the window opens (--profile-start prints what it took).",
    )
    made.add_argument("--version", action="version", version=f"recnet {recnet_core.__version__}")
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="keys and titles of the scenarios")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(act=act_list)
    show = commands.add_parser("show", help="one scenario: parameters, inputs, views, presets")
    show.add_argument("key", metavar="KEY")
    show.add_argument("--json", action="store_true", help="as JSON")
    show.set_defaults(act=act_show)
    _add_run(commands)
    trials = commands.add_parser("selftest", help="every scenario against its own theory: predicted, measured, error")
    trials.add_argument("keys", metavar="KEY", nargs="*", help="scenarios; all unless given")
    trials.add_argument("--json", action="store_true", help="as JSON")
    trials.set_defaults(act=act_selftest)
    _add_gallery(commands, gallery)
    return made


def _add_gallery(commands: Any, act: Act) -> None:
    pictures = commands.add_parser(
        "gallery", help="a picture of the window for every scenario, after some of its story"
    )
    pictures.add_argument("folder", metavar="DIR")
    pictures.add_argument("keys", metavar="KEY", nargs="*", help="scenarios; all unless given")
    pictures.add_argument("--for", metavar="MS", dest="duration", help="model time; as the time axes show unless given")
    pictures.add_argument("--theme", choices=("light", "dark"), default="light")
    pictures.add_argument("--thumbnails", action="store_true", help="also renew the gallery panel's small pictures")
    pictures.add_argument("--size", metavar="WxH", default="1400x900", help="of the window, 1400x900 unless given")
    pictures.set_defaults(act=act)


def _add_run(commands: Any) -> None:
    run = commands.add_parser("run", help="run a scenario and write its trajectory")
    run.add_argument("key", metavar="KEY")
    run.add_argument("--preset", metavar="P", help="start from a preset's parameters")
    run.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a parameter; a table as JSON or @FILE; may repeat",
    )
    run.add_argument("--method", help="exact, exponential, rk4 or euler")
    run.add_argument("--dt", metavar="MS", help="time step")
    run.add_argument("--for", metavar="MS", dest="duration", default="2000", help="model time, 2000 unless given")
    run.add_argument("--seed", metavar="N", default="0", help="seed of the noise")
    run.add_argument(
        "--at",
        metavar='"MS ACT"',
        action="append",
        default=[],
        help='"MS on INPUT", "MS off INPUT", "MS set NAME=VALUE", "MS state V1,V2,…" or "MS kick D1,D2,…"; may repeat',
    )
    run.add_argument("--out", metavar="FILE", required=True, help="FILE.npz or FILE.csv")
    run.set_defaults(act=act_run)


def act_selftest(options: argparse.Namespace) -> int:
    """Do every scenario's trials; exit code 1 where one fails."""
    from recnet_core.selftest import outcomes, plain, table

    chosen = [scenarios.find(key) for key in options.keys] or scenarios.all_scenarios()
    done, failures = [], 0
    for outcome in outcomes(chosen):
        done.append(outcome)
        failures += bool(outcome.failed)
        if not options.json:
            print(table(outcome), flush=True)
    if options.json:
        print(json.dumps([plain(outcome) for outcome in done], ensure_ascii=False, indent=1))
    else:
        compared = sum(len(outcome.trial.expects) for outcome in done)
        verdict = f"{failures} of {len(done)} trials FAILED" if failures else "all agree"
        print(f"\n{len(done)} trials of {len(chosen)} scenarios, {compared} predictions: {verdict}")
    return int(failures > 0)


def act_list(options: argparse.Namespace) -> int:
    """Print keys and titles."""
    rows = [{"key": s.key, "title": s.title, "group": s.group} for s in scenarios.all_scenarios()]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    width = max(len(row["key"]) for row in rows)
    for row in rows:
        print(f"{row['key']:<{width}}  {row['title']}  ({row['group']})")
    return 0


def act_show(options: argparse.Namespace) -> int:
    """Print one scenario."""
    scenario = scenarios.find(options.key)
    described = describe(scenario)
    if options.json:
        print(json.dumps(described, ensure_ascii=False, indent=1))
        return 0
    print(f"{scenario.key}: {scenario.title}\n{scenario.summary}\n\nparameters")
    for spec in described["parameters"]:
        unit = f" {spec['unit']}" if spec["unit"] else ""
        bounds = f"{spec['low']:g} … {spec['high']:g}{unit}"
        print(f"  {spec['name']:<14} {spec['default']:>8g}{unit:<4} {bounds:<18} {spec['help']}")
    for spec in described["arrays"]:
        unit = f" {spec['unit']}" if spec["unit"] else ""
        bounds = f"{' × '.join(spec['shape'])}, each {spec['low']:,.10g} … {spec['high']:,.10g}{unit}"
        print(f"  {spec['name']:<14} {bounds} (JSON, or @FILE)\n{'':17}{spec['help']}")
    for heading in ("inputs", "views", "presets"):
        print(f"\n{heading}")
        for entry in described[heading]:
            print(f"  {entry['name']:<20} {entry['title']}")
    return 0


def describe(scenario: Scenario[Any]) -> dict[str, Any]:
    """Return a scenario as JSON-ready values."""
    system = scenario.build(scenario.defaults)
    kind = type(scenario.defaults)
    shown = ("name", "symbol", "unit", "default", "low", "high", "help")
    return {
        "key": scenario.key,
        "title": scenario.title,
        "parameters": [{n: getattr(spec, n) for n in shown} for spec in specs(kind)],
        "arrays": [{n: getattr(spec, n) for n in (*shown, "shape", "most")} for spec in array_specs(kind)],
        "inputs": [{"name": e.name, "title": e.title or e.name, "on": e.on} for e in system.inputs],
        "views": [{"name": view.name, "title": view.title} for view in scenario.views],
        "presets": [{"name": p.name, "title": p.title, "values": dict(p.values)} for p in scenario.presets],
    }


def act_run(options: argparse.Namespace) -> int:
    """Run a scenario and write its trajectory."""
    from recnet_core.headless import run
    from recnet_core.plan import plan_from
    from recnet_core.trajectory import check_target, write

    check_target(options.out)
    trajectory = run(plan_from(options), progress=sys.stderr.isatty())
    write(trajectory, options.out)
    if trajectory.diverged:
        print(f"recnet: {trajectory.diverged} Rows up to then are written.", file=sys.stderr)
        return 1
    return 0
