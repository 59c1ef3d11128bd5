"""The bundled model in int8: about twice as fast on processors that multiply int8.

It is made from the bundled model once and kept in the user's cache folder. Its vectors are comparable with
those of the bundled model, so both may lie in one store, under the same name.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from storage.errors import ModelError
from storage.models.bundled import SHA256, bundled_folder
from storage.models.devices import AUTO, device_named, int8_is_fast
from storage.models.embedder import Embedder
from storage.models.openvino import NETWORK, TOKENIZER, OpenVINOEmbedder
from storage.settings import BUNDLED_MODEL, VERSION

FILES = (NETWORK, str(Path(NETWORK).with_suffix(".bin")), TOKENIZER)
SUMS = "SHA256SUMS"  # the hash of each file, as `sha256sum --check` reads them
PATIENCE = 600.0  # seconds to make the model, which takes 17 on two idle cores

logger = logging.getLogger("storage")


class Machine(NamedTuple):
    """What decides whether the int8 model is used. `device`: the best available one, such as "cpu".
    `int8_is_fast`: whether the processor multiplies int8. `openvino`: its version when the extra is
    installed, else None."""

    device: str
    int8_is_fast: bool
    openvino: str | None


def this_machine() -> Machine:
    try:
        metadata.version("nncf")
        openvino = metadata.version("openvino")
    except metadata.PackageNotFoundError:
        return Machine(device_named(), int8_is_fast(), None)
    return Machine(device_named(), int8_is_fast(), openvino)


def wants_int8(name: str, device: str, machine: Machine) -> bool:
    """Whether to use a model in int8: the bundled one when no device is named, with the extra installed, on a
    processor that is fast at it."""
    is_able = machine.device == "cpu" and machine.int8_is_fast and machine.openvino is not None
    return name == BUNDLED_MODEL and device == AUTO and is_able


def load_int8(cache: Path, machine: Machine, *, batch_size: int | None = None) -> Embedder | None:
    """The bundled model in int8, kept in `cache` and made now if it is missing or damaged. None, with a
    warning, when it can't be made or loaded."""
    folder = cache / f"{BUNDLED_MODEL}-{SHA256[:12]}-int8-{VERSION}-openvino-{machine.openvino}"
    try:
        if not is_sound(folder):
            make(bundled_folder(), folder)
        return OpenVINOEmbedder(folder, BUNDLED_MODEL, batch_size=batch_size)
    except ModelError as error:
        logger.warning("%s; the embedding model runs as with DATELINE_DEVICE=cpu", error)
        return None


def make(model: Path, folder: Path, *, patience: float = PATIENCE) -> None:
    """Make the int8 form of a sentence-transformers model in a new folder, or replace a damaged one.

    The folder appears whole or not at all. When several processes make it at once, the first one's stays.
    Raises ModelError, also when it takes more than `patience` seconds.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix="being-made-") as scratch:
            logger.warning(
                "the int8 model is made once, which takes half a minute, and kept in %s", folder.parent
            )
            new = Path(scratch, folder.name)
            _quantize(model, new, patience)
            (new / SUMS).write_text(_sums(new))
            if not is_sound(folder):
                shutil.rmtree(folder, ignore_errors=True)
                _move(new, folder)
    except (OSError, subprocess.SubprocessError) as error:
        raise ModelError(f"the int8 model can't be made in {folder.parent}: {_reason(error)}") from error


def is_sound(folder: Path) -> bool:
    """Whether the folder holds a model whose files are as they were made."""
    try:
        return (folder / SUMS).read_text() == _sums(folder)
    except (OSError, UnicodeDecodeError):
        return False


def _sums(folder: Path) -> str:
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    return "".join(f"{digest}  {name}\n" for name, digest in hashes.items())


def _quantize(model: Path, folder: Path, seconds: float) -> None:
    """Run `storage.models.quantize` in a process of its own."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from storage.models.quantize import quantize"
    subprocess.run(  # noqa: S603 (this Python, by its path)
        [sys.executable, "-c", f"{code}; quantize({str(model)!r}, {str(folder)!r})"],
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds,
    )


def _move(new: Path, folder: Path) -> None:
    try:
        os.replace(new, folder)
    except OSError:  # another process has just put its own there
        if not is_sound(folder):
            raise


def _reason(error: OSError | subprocess.SubprocessError) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took longer than {error.timeout:g} s"
    if isinstance(error, subprocess.CalledProcessError):
        printed = error.stderr.decode("utf-8", "replace").strip().splitlines()
        return printed[-1] if printed else f"its process ended with status {error.returncode}"
    return str(error)
