"""A million texts that are no passes: noise, passes cut, glued, changed. Each is answered, none opens a gate.

python -m benchmarks.odd_passes [--quick]
"""

import json
import sys
import time
from collections import Counter

from linli.lib.passes import read_pass
from tests.lib.test_passes import CITY, KEYS, odd_texts

TEXTS, QUICK_TEXTS, AT_ONCE = 1_000_000, 20_000, 20_000


def main() -> None:
    count = QUICK_TEXTS if "--quick" in sys.argv else TEXTS
    told: Counter[str] = Counter()
    spent = 0.0
    for seed in range(count // AT_ONCE):
        texts = odd_texts(AT_ONCE, seed)
        began = time.perf_counter()
        told.update(read_pass(text, KEYS, city=CITY).reading for text in texts)
        spent += time.perf_counter() - began
    print(f"readings: {dict(told.most_common())}", file=sys.stderr)
    row("odd texts that were taken for a pass", told["read"], 0, "texts", good=not told["read"])
    row("odd texts answered", told.total(), count, "texts", good=told.total() == count)
    row("reading an odd text, mean", spent / count * 1e6, None, "us", good=True)


def row(what: str, measured: float, limit: float | None, unit: str, *, good: bool) -> None:
    print(json.dumps({"what": what, "measured": measured, "limit": limit, "unit": unit, "good": good}))


if __name__ == "__main__":
    main()
