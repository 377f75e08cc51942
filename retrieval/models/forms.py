"""Which form of the encoder runs on this processor: measured once, at first use, and noted beside the models.

Vectors of both forms are alike enough to stand in one archive (docs/retrieval.md), so the choice is one of speed. A form in
eight bits whose vectors are not those of the full precision, on a processor whose arithmetic is another, is not chosen.
"""

import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Form = Literal["int8", "float32"]
FORMS: tuple[Form, ...] = get_args(Form)
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""From texts to unit vectors."""
AGREEMENT = 0.99
"""The least cosine of the same text in both forms; 0.997 and more is what was found where the arithmetic is right."""
_ROUNDS = 5
_TEXTS = (
    "Wie viele Menschen arbeiten heute an der neuen Brücke über den Fluss?",
    "Der Stadtrat hat am Dienstagabend beschlossen, die alte Brücke am Hafen bis zum Frühjahr zu sperren. Lastwagen sollen "
    "über die Ringstraße fahren, Busse alle zehn Minuten. Die Kosten von 4,2 Millionen Euro trägt zur Hälfte das Land, sagte "
    "der Bürgermeister; die übrigen Mittel stehen im Haushalt des kommenden Jahres.",
)


@dataclass(frozen=True)
class Choice:
    """A form, the processor it was chosen for, each form's median time for the texts that were measured, in milliseconds, and
    the least cosine between the forms' vectors.
    """

    form: Form
    processor: str
    milliseconds: dict[str, float]
    agreement: float


def choose(cache: Path, models: str, forms: Mapping[Form, Encode], notify: Callable[[str], None]) -> Form:
    """The form noted for this processor and these `models`, or the faster of `forms`, which is noted then.

    `notify("slow")` is called with that where the processor lacks AVX2.
    """
    noted = known(cache, models)
    if noted:
        return noted.form
    processor, flags = processor_of(Path("/proc/cpuinfo"))
    made = measured(forms, processor)
    if flags and "avx2" not in flags:
        notify("slow")
    _note(_file(cache, models), made)
    return made.form


def known(cache: Path, models: str) -> Choice | None:
    """The choice noted for this processor and these `models`, if there is a whole one."""
    try:
        choice = Choice(**json.loads(_file(cache, models).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return choice if choice.form in FORMS else None


def measured(forms: Mapping[Form, Encode], processor: str) -> Choice:
    """Both forms measured in turn, each after one that does not count."""
    vectors = {form: encode(_TEXTS) for form, encode in forms.items()}
    seconds: dict[Form, list[float]] = {form: [] for form in forms}
    for _ in range(_ROUNDS):
        for form, encode in forms.items():
            started = time.perf_counter()
            encode(_TEXTS)
            seconds[form].append(time.perf_counter() - started)
    agreement = float((vectors["int8"] * vectors["float32"]).sum(axis=1).min())
    medians = {form: 1000 * statistics.median(each) for form, each in seconds.items()}
    fit = agreement >= AGREEMENT and medians["int8"] < medians["float32"]
    milliseconds: dict[str, float] = {form: round(value, 2) for form, value in medians.items()}
    return Choice("int8" if fit else "float32", processor, milliseconds, round(agreement, 5))


def processor_of(cpuinfo: Path) -> tuple[str, frozenset[str]]:
    """The processor's name and what it can do, as Linux tells; both empty elsewhere."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "", frozenset()
    fields = {name.strip(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}
    return fields.get("model name", ""), frozenset(fields.get("flags", "").split())


def _file(cache: Path, models: str) -> Path:
    processor, flags = processor_of(Path("/proc/cpuinfo"))
    made_of = [processor, *sorted(flags), version("onnxruntime"), models]
    return cache / "models" / f"encoder-form-{hashlib.sha256(' '.join(made_of).encode()).hexdigest()[:16]}.json"


def _note(path: Path, choice: Choice) -> None:
    """Write it in one step; where that is not possible, it is measured again the next time."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".form-", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(choice), file, indent=1)
        Path(name).replace(path)
    except OSError:
        return
