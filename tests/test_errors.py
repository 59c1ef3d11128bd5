import inspect

import storage.errors
from storage.errors import DatelineError


def tree(error: type[Exception], depth: int = 0) -> list[tuple[int, str]]:
    below = [entry for child in error.__subclasses__() for entry in tree(child, depth + 1)]
    return [(depth, error.__name__), *below]


def test_the_tree_is_as_drawn() -> None:
    """The module's docstring draws the errors that exist, each below its parent."""
    drawn = []
    for line in inspect.getdoc(storage.errors).splitlines():  # type: ignore[union-attr]
        name = line.lstrip(" │├└─").split(" ")[0]
        if name in vars(storage.errors):
            drawn.append(((line.index(name) - 4) // 4 if drawn else 0, name))
    own = {name for _, name in tree(DatelineError) if name in vars(storage.errors)}
    assert own == {name for _, name in drawn}
    assert drawn == [entry for entry in tree(DatelineError) if entry[1] in own]


def test_every_error_has_a_docstring() -> None:
    for _, name in tree(DatelineError):
        if name in vars(storage.errors):
            assert getattr(storage.errors, name).__doc__


def test_the_package_exports_every_error() -> None:
    assert {name for _, name in tree(DatelineError) if name in vars(storage.errors)} <= set(storage.__all__)
