"""Average the weights of two readers, so that the later training doesn't undo the earlier one.

    python benchmarks/average_weights.py BEFORE AFTER OUT [--share 0.65]

BEFORE, AFTER and OUT are folders with `model.safetensors`; `--share` is the share of AFTER, 0 to 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file


def averaged(before: dict[str, Any], after: dict[str, Any], share: float) -> dict[str, Any]:
    """The averaged tensors by name, float16: (1 - share) * `before` + share * `after`."""
    return {
        name: ((1 - share) * tensor.float() + share * after[name].float()).half().contiguous()
        for name, tensor in before.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.65)
    options = parser.parse_args()
    before, after = (load_file(folder / "model.safetensors") for folder in (options.before, options.after))
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(averaged(before, after, options.share), options.out / "model.safetensors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
