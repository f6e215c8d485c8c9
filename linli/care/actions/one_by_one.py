"""A job over many people, where one that fails keeps nobody else from what is due."""

import logging
import traceback
from collections.abc import Callable, Iterable
from uuid import UUID

logger = logging.getLogger("linli.care")


def one_by_one(keys: Iterable[UUID], act: Callable[[UUID], int]) -> int:
    """Act on each by itself, in a transaction of its own; the sum of what they return.

    What fails is in the log with its key and without anybody's name; the job's next run takes it up again.
    """
    total = 0
    for key in keys:
        try:
            total += act(key)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are due
            # Where it happened, without the message: databases quote the row in it.
            where = traceback.extract_tb(error.__traceback__)[-1]
            found = (key, type(error).__name__, where.filename, where.lineno)
            logger.error("What is due for %s could not be done: %s at %s:%s", *found)
    return total
