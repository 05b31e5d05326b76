"""What a number field says of a bad number: the words of the core, without the name that stands beside the field."""

from recnet_core.parameters import ParameterSpec


def checked(spec: ParameterSpec, text: object) -> float:
    """Return the number.

    Raises
    ------
    ValueError
        It is none, or not an allowed one.
    """
    try:
        return spec.checked(text)
    except ValueError as error:
        words = str(error).removeprefix(f"{spec.name}: ").replace("'' is not a number", "a number is needed")
        raise ValueError(words.replace("-", "−")) from None
