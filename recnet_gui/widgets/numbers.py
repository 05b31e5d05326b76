"""Numbers as people read and type them: four significant digits, a true minus sign, units."""

from recnet_core.parameters import ParameterSpec

MINUS = "−"
SHORT = 7


def number_text(value: float, digits: int = 4) -> str:
    """Return `value` with `digits` significant digits and a true minus sign ("−1.25").

    A number that has no more than SHORT digits is shown whole: 0.99999 is not 1.
    """
    whole = f"{value:.{SHORT}g}"
    text = str(value) if isinstance(value, int) else whole if float(whole) == value else f"{value:.{digits}g}"
    return text.replace("e+0", "e").replace("e-0", "e-").replace("-", MINUS)


def exact_text(value: float) -> str:
    """Return `value` with all its digits, for a field that is being edited."""
    text = str(value) if isinstance(value, int) else f"{value:.12g}"
    return text.replace("-", MINUS)


def with_unit(value: float, unit: str) -> str:
    """Return the number and its unit ("50 ms", "45°")."""
    return f"{number_text(value)}{'' if unit == '°' else ' '}{unit}".rstrip()


def value_text(spec: ParameterSpec, value: float, unit: str = "") -> str:
    """Return a parameter's value as people read it: its name where it is a choice ("tanh"), else number and unit."""
    return spec.names[int(value)] if spec.names else with_unit(value, unit)


def plain_number(text: str, unit: str = "") -> str:
    """Return typed text as Python reads numbers: unit and spaces gone, any minus, comma or point."""
    text = text.strip().removesuffix(unit).strip() if unit else text.strip()
    return text.replace(MINUS, "-").replace("–", "-").replace(",", ".").replace(" ", "")


def seconds_text(milliseconds: float) -> str:
    """Return a moment in seconds with three decimals ("3.214 s")."""
    return f"{milliseconds / 1000.0:.3f} s".replace("-", MINUS)


def speed_text(speed: float) -> str:
    """Return a speed with two significant digits ("1.0×", "0.25×")."""
    return f"{speed:.1f}×" if speed >= 0.95 else f"{speed:.2f}×"
