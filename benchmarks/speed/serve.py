"""One contender, in this process: reads an action a line from standard input, and answers each with a line.

    python -m benchmarks.speed.serve NAME MODEL

Actions are the methods of `benchmarks.speed.wortlaut_served.Served`, `plain_served.Served` and `peer_served.Served`.
"""

import json
import os
import sys
from importlib import import_module

from benchmarks.speed.contenders import PLAIN, WORTLAUT

MODULES = {WORTLAUT: "wortlaut_served", PLAIN: "plain_served"}


def main() -> None:
    name, model = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    served = import_module(f"benchmarks.speed.{MODULES.get(name, 'peer_served')}").Served(name, model)
    for line in sys.stdin:
        given = json.loads(line)
        answered = getattr(served, given.pop("do"))(**given)
        print(json.dumps(answered or {}), file=answers, flush=True)


if __name__ == "__main__":
    main()
