"""`wortlaut telegram`: the bot, and invitation codes for a closed archive."""

import click

from bot.cli.common import LocalCommand, notice, notifier
from bot.texts import Texts
from corpus.errors import WortlautError


class TokenMissing(WortlautError):
    """No token is set."""

    de = "WORTLAUT_TELEGRAM_TOKEN ist nicht gesetzt. In Telegram legt @BotFather mit /newbot einen Bot an und nennt das Token."
    en = "WORTLAUT_TELEGRAM_TOKEN is not set. In Telegram, @BotFather makes a bot at /newbot and tells the token."


class WebhookMissing(WortlautError):
    """The webhook has no address."""

    de = "WORTLAUT_TELEGRAM_WEBHOOK_URL ist nicht gesetzt: die öffentliche Adresse, unter der Telegram den Bot erreicht."
    en = "WORTLAUT_TELEGRAM_WEBHOOK_URL is not set: the public address at which Telegram reaches the bot."


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="telegram",
        texts=texts,
        help="Den Telegram-Bot laufen lassen (docs/telegram.md)." if de else "Run the Telegram bot (docs/telegram.md).",
        example="WORTLAUT_TELEGRAM_TOKEN=… wortlaut telegram\nwortlaut telegram --invite 3\n"
        "wortlaut telegram --forget 123456789",
    )
    @click.option(
        "--webhook",
        is_flag=True,
        help="Telegram schickt die Fragen her, statt dass der Bot sie holt"
        if de
        else "Telegram sends updates instead of being polled",
    )
    @click.option(
        "--invite",
        type=click.IntRange(1, 1000),
        help="so viele einmalige Einladungscodes ausgeben und enden" if de else "print that many one-time codes and end",
    )
    @click.option(
        "--forget",
        type=int,
        metavar="NUMMER" if de else "ID",
        help="alles über die Person mit dieser Nummer löschen und enden"
        if de
        else "delete all about the person with this id and end",
    )
    def telegram(webhook: bool, invite: int | None, forget: int | None) -> None:
        from bot.settings import load_settings, load_telegram_settings

        settings, telegram_settings = load_settings(), load_telegram_settings()
        if forget is not None:
            from bot.telegram.start import open_state

            state = open_state(settings, telegram_settings)
            state.forget_all(forget)
            state.close()
            notice(texts("tg_forgot", id=forget))
            return
        if invite is not None:
            from bot.telegram.start import open_state

            state = open_state(settings, telegram_settings)
            for _ in range(invite):
                click.echo(texts("tg_invite", state.invites.make()))
            return
        if telegram_settings.token is None:
            raise TokenMissing
        if webhook and telegram_settings.webhook_url is None:
            raise WebhookMissing
        from bot.telegram.logs import password_of, set_up
        from bot.telegram.start import run_bot

        hidden = (telegram_settings.token, telegram_settings.webhook_secret, settings.database_url)
        secrets = tuple(secret.get_secret_value() for secret in hidden if secret)
        set_up((*secrets, password_of(settings.database_url.get_secret_value())))
        how = "webhook" if webhook else "polling"
        run_bot(
            settings, telegram_settings, webhook, lambda name: notice(texts("tg_ready", name=name, how=how)), notifier(texts)
        )

    return telegram
