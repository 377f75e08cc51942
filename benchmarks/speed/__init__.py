"""Speed and memory of Wortlaut beside its peers, in one run: `python -m benchmarks.speed --help`.

Every contender runs in processes of its own (`serve`), which are asked in turn (`contenders`), so that what else the machine
does slows all alike. The process that asks stays small: the peak memory of a process counts that of the one that started it.
"""
