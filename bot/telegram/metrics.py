"""What is counted, for Prometheus. Nothing here says who asked or what."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest


class Metrics:
    """The counters of one bot, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._updates = Counter("wortlaut_updates", "Updates received", ["kind"], registry=self._registry)
        self._questions = Counter(
            "wortlaut_questions", "Questions by what became of them", ["outcome"], registry=self._registry
        )
        self._failures = Counter("wortlaut_telegram_failures", "Calls that Telegram failed", ["kind"], registry=self._registry)
        self._seconds = Histogram(
            "wortlaut_answer_seconds",
            "From a question's arrival to its answer's departure",
            buckets=(0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60),
            registry=self._registry,
        )
        self.waiting = Gauge("wortlaut_waiting", "Searches in the queue or at work", registry=self._registry)

    def update(self, kind: str) -> None:
        """An update arrived: message, button, inline, malformed, known, flood."""
        self._updates.labels(kind).inc()

    def question(self, outcome: str, seconds: float) -> None:
        """A question is done: answered, not_found, busy, slow, refused, broken, put_off."""
        self._questions.labels(outcome).inc()
        self._seconds.observe(seconds)

    def failure(self, kind: str) -> None:
        """A call failed."""
        self._failures.labels(kind).inc()

    def text(self) -> bytes:
        """All of it in Prometheus' format."""
        return generate_latest(self._registry)
