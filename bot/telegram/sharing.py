"""A bot among others on one database: it makes itself known, stays known, and takes over what others left."""

import asyncio
import hashlib
import hmac
import logging
from contextlib import suppress

from bot.telegram.dispatch import Dispatcher
from bot.telegram.health import Health
from bot.telegram.outage import AWAY, until_it_works
from bot.telegram.processes import BEAT, LEASE, Kind
from bot.telegram.state import State
from corpus.errors import WortlautError

log = logging.getLogger("wortlaut.telegram")


class AnotherBot(WortlautError):
    """A bot that runs on the same database keeps this one from running."""

    de = (
        "Auf dieser Datenbank läuft schon ein Bot ({kind}). Nur mit --webhook können es mehrere sein; "
        "den anderen beenden oder alle mit --webhook starten."
    )
    en = (
        "A bot runs on this database already ({kind}). Only with --webhook there can be several; "
        "stop the other one, or start all of them with --webhook."
    )


class Sharing:
    """The part of one process in it. Where the state is a file, there are no others and nothing is done."""

    def __init__(self, state: State, health: Health) -> None:
        self._state = state
        self._health = health
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, kind: Kind) -> None:
        """Be known to the others from now on. One that died a moment ago is waited for. Raises AnotherBot."""
        state = self._state
        if state.process.is_alone:
            return
        await until_it_works(lambda: state.run(state.process.join, kind))
        self._tasks.append(asyncio.create_task(self._stay()))
        end = asyncio.get_running_loop().time() + LEASE + BEAT
        while (other := await until_it_works(lambda: state.run(state.process.in_the_way))) is not None:
            if asyncio.get_running_loop().time() >= end:
                raise AnotherBot(kind=other)
            await asyncio.sleep(1)

    def take_over(self, dispatcher: Dispatcher) -> None:
        """See to what nobody else does, from now on."""
        if not self._state.process.is_alone:
            self._tasks.append(asyncio.create_task(self._look(dispatcher)))

    async def leave(self) -> None:
        """Give back what is not done."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(*AWAY):  # then the lease ends
            await self._state.run(self._state.leave)

    async def _stay(self) -> None:
        """Renew the lease, and with that learn whether the database answers."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._state.run(self._state.process.beat)
            except AWAY as error:
                if self._health.database:
                    log.error("the database does not answer; trying again", extra={"fields": {"reason": error.say("en")}})
                self._health.database = False
                continue
            if not self._health.database:
                log.info("the database answers again")
            self._health.database = True

    async def _look(self, dispatcher: Dispatcher) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await dispatcher.resume()
            except AWAY:
                continue
            except Exception as error:  # whatever it is, the next look may find what can be done
                log.error("cannot take over", exc_info=error)


def common_secret(token: str) -> str:
    """What Telegram brings along to each of several bots, where no secret is set: the same for all who have the token."""
    return hmac.new(token.encode(), b"wortlaut webhook secret", hashlib.sha256).hexdigest()
