"""Events to stored bytes and back, by explicit type names; older types are upcast.

The stored type is `Event.TYPE`. A type that is not in `ledger.events.EVENT_TYPES` and has no upcaster is refused:
the log never guesses, and a name in the log never imports code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from pydantic import ValidationError

from ledger.errors import IntegrityFailure
from ledger.events import EVENT_TYPES, Event, reference_of
from ledger.log.envelope import NewEvent
from ledger.log.readers import READERS

#: Old type -> the function that turns its data into a newer type's name and data; applied until one is current.
Upcaster = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
UPCASTERS: Mapping[str, Upcaster] = {}


def encode(event: Event) -> bytes:
    """Return the stored bytes: one-line JSON, fields in declared order, absent fields left out."""
    return event.__pydantic_serializer__.to_json(event, exclude_none=True)


def decode(type_name: str, data: bytes, *, upcasters: Mapping[str, Upcaster] = UPCASTERS) -> Event:
    """Return the event of stored bytes.

    Raises:
        IntegrityFailure: the type is unknown, or the bytes do not fit it.
    """
    reader = READERS.get(type_name)
    if reader is None:
        return _decode_older(type_name, data, upcasters)
    try:
        return reader(data)
    except ValidationError:
        return _decode_by_the_type(type_name, data)


def decode_all(told: Iterable[tuple[int, str, bytes]]) -> Iterator[tuple[Event, int]]:
    """Yield event and position of each position, stored type and stored bytes; raises as `decode`."""
    readers = READERS
    for position, type_name, data in told:
        try:
            yield readers[type_name](data), position
        except (KeyError, ValidationError):
            yield decode(type_name, data), position


def _decode_by_the_type(type_name: str, data: bytes) -> Event:
    """Return what the type's own validator makes of bytes its reader does not take."""
    try:
        return EVENT_TYPES[type_name].__pydantic_validator__.validate_json(data)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise IntegrityFailure(
            f"A stored event does not fit its type {type_name!r}: {error.errors()[0]['msg']}.",
            remedy="Run `credit-ledger log verify`; restore the log from a copy that verifies.",
            expected=type_name,
            found=data,
        ) from error


def _decode_older(type_name: str, data: bytes, upcasters: Mapping[str, Upcaster]) -> Event:
    fields = orjson.loads(data)
    while type_name not in EVENT_TYPES:
        upcast = upcasters.get(type_name)
        if upcast is None:
            raise IntegrityFailure(
                f"The log holds an event of the unknown type {type_name!r}.",
                remedy="Use the version of credit-ledger that wrote it, or a newer one.",
                expected=sorted(EVENT_TYPES),
                found=type_name,
            )
        type_name, fields = upcast(fields)
    return EVENT_TYPES[type_name].model_validate_json(orjson.dumps(fields))


def new_event(stream: str, version: int, event: Event) -> NewEvent:
    """Return the event as it is handed to the log: `version` is its 1-based place in `stream`."""
    reference = None if event.REFERENCE is None else reference_of(event)
    return NewEvent(stream, version, event.TYPE, encode(event), reference, True)
