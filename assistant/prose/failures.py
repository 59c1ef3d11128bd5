"""Why a language model gave no usable answer, as a few reasons for the many errors of providers' clients."""

from __future__ import annotations

import re
from enum import Enum

from assistant.own_words import OwnWords
from storage.errors import ModelError


class Reason(Enum):
    """Why there is no usable answer; the value completes "The language model ..."."""

    UNREACHABLE = "can't be reached"
    UNAUTHORISED = "refused the key"
    UNKNOWN_MODEL = "isn't on the server"
    RATE_LIMITED = "has no free capacity at the moment"
    SERVER_ERROR = "failed"
    TIMED_OUT = "took too long"
    CUT_OFF = "broke off in the middle of an answer"
    EMPTY = "gave no text"
    TOO_LONG = "wrote far more than an answer"
    REPEATS_ITSELF = "repeated itself"
    REPEATS_PROMPT = "repeated its instructions"
    TOOL_CALL = "asked to run a tool instead of answering"
    NOT_TEXT = "sent data that is not text"


class LanguageModelError(ModelError):
    """A language model gave no usable answer. The message holds nothing that the model or its server sent."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"The language model {reason.value}.")
        self.reason = reason


def own_words(error: ModelError) -> OwnWords:
    """What an answer says of a failure of the language model."""
    code = f"model_{error.reason.name.lower()}" if isinstance(error, LanguageModelError) else ""
    return OwnWords(str(error), code)


# The names of the classes that providers' clients raise -> the reason. They differ only in their modules.
_BY_NAME = {
    **dict.fromkeys(["TimeoutError", "APITimeoutError", "ReadTimeout", "ConnectTimeout"], Reason.TIMED_OUT),
    **dict.fromkeys(
        ["RemoteProtocolError", "ReadError", "JSONDecodeError", "ValidationError"], Reason.CUT_OFF
    ),
    **dict.fromkeys(
        ["ConnectError", "ConnectionError", "ConnectionRefusedError", "APIConnectionError"],
        Reason.UNREACHABLE,
    ),
}
_BY_STATUS = {
    401: Reason.UNAUTHORISED,
    403: Reason.UNAUTHORISED,
    404: Reason.UNKNOWN_MODEL,
    408: Reason.TIMED_OUT,
    429: Reason.RATE_LIMITED,
    504: Reason.TIMED_OUT,
}


def reason_of(error: BaseException) -> Reason:
    """Why a model's class raised an error: its status, else the first known name among its causes."""
    cause: BaseException | None = error
    while cause is not None:
        status = getattr(cause, "status_code", None)
        if isinstance(status, int) and status in _BY_STATUS:
            return _BY_STATUS[status]
        if reason := _BY_NAME.get(type(cause).__name__):
            return reason
        cause = cause.__cause__ or cause.__context__
    return Reason.SERVER_ERROR


def pause_of(error: BaseException) -> float | None:
    """The seconds after which a busy server asks to try again; None unless it is busy and says so."""
    if getattr(error, "status_code", None) != 429:
        return None
    headers = getattr(getattr(error, "response", None), "headers", {})
    value = headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"\d{1,4}(\.\d+)?", value) else None
