"""Chooses the device of a model: the processor, or a GPU if available."""

from __future__ import annotations

from typing import Any

from storage.errors import ModelError

AUTO = "auto"
# Tokens. torch keeps kernels for each shape that a model has met, for good: queries of 67 lengths took 118 MB
# for them; padded to such steps, they have 5 lengths.
LENGTH_STEP = 16


def device_named(name: str = AUTO) -> str:
    """The torch device of this name; "auto" means a GPU (cuda, then mps) if available, else the processor.

    Raises ModelError for an unknown or unavailable device.
    """
    import torch

    if name == AUTO:
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError, NotImplementedError) as error:  # a torch without CUDA asserts
        reason = str(error).splitlines()[0].rstrip(".")
        raise ModelError(
            f"the device {name!r} can't be used: {reason}. Set DATELINE_DEVICE to cpu, cuda or mps, or "
            "leave it empty for the best available device"
        ) from error
    return name


def dtype_for(device: str) -> Any:
    """bfloat16 if the device multiplies it faster than float32, else float32."""
    import torch

    if device.startswith("cuda"):
        fast = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        fast = device == "cpu" and bfloat16_is_native()
    return torch.bfloat16 if fast else torch.float32


def bfloat16_is_native() -> bool:
    """Whether this processor multiplies bfloat16 faster than float32 (AMX tiles or AVX-512 BF16)."""
    import torch

    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def int8_is_fast() -> bool:
    """Whether this processor has AVX-512's dot products of int8 (VNNI), where the int8 model was measured to
    be faster. It was not measured with the VNNI of 256 bits nor on ARM."""
    import torch

    return bool(torch.cpu.get_capabilities().get("avx512_vnni", False))


def threads() -> int:
    """The number of threads that torch runs a model with, which OMP_NUM_THREADS sets."""
    import torch

    return int(torch.get_num_threads())
