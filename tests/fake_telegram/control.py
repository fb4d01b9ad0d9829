"""The door for tests: people's acts, faults to come, and what has been seen."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any

from tests.fake_telegram import people
from tests.fake_telegram.errors import ControlError
from tests.fake_telegram.fake import Fake
from tests.fake_telegram.faults import Fault
from tests.fake_telegram.limiter import Limiter, Limits
from tests.fake_telegram.mail import Disorder
from tests.fake_telegram.wire import Wire
from tests.fake_telegram.world import Chat, Post, Standing

Act = Callable[[Fake, Wire], object]


def _chat_id(given: Wire) -> int:
    """People write in their own chat unless another is named."""
    return int(given.get("chat_id") or given["person_id"])


def _says(fake: Fake, given: Wire) -> object:
    return people.says(fake, _chat_id(given), given["person_id"], given["text"])


def _sends(fake: Fake, given: Wire) -> object:
    return people.sends(fake, _chat_id(given), given["person_id"], given["kind"], given)


def _taps(fake: Fake, given: Wire) -> object:
    return people.taps(fake, _chat_id(given), given["person_id"], given)


def _answered(fake: Fake, given: Wire) -> object:
    """How many buttons were pressed, and how many presses the bot answered."""
    answered = sum(tap.answered for tap in fake.taps.values())
    return {"pressed": len(fake.taps), "answered": answered}


def _edits(fake: Fake, given: Wire) -> object:
    return people.edits(fake, _chat_id(given), given["message_id"], given["text"])


def _blocks(fake: Fake, given: Wire) -> object:
    return people.blocks(fake, given["person_id"], given.get("blocked", True))


def _founds_group(fake: Fake, given: Wire) -> object:
    return people.founds_group(fake, given["person_id"], given)


def _migrates(fake: Fake, given: Wire) -> object:
    return people.migrates(fake, given["chat_id"], given["person_id"])


def _removes_bot(fake: Fake, given: Wire) -> object:
    return people.removes_bot(fake, given["chat_id"], given["person_id"])


def _stands(fake: Fake, given: Wire) -> object:
    """Set how the bot stands with a chat, without telling it: deactivated, gone ..."""
    fake.world.chat(given["chat_id"]).standing = Standing(given["standing"])
    return True


def _raw(fake: Fake, given: Wire) -> object:
    return fake.mail.put_raw(base64.b64decode(given["data"]), given.get("queue", 0))


def _repeat(fake: Fake, given: Wire) -> object:
    fake.mail.repeat(given["update_id"], given.get("times", 1))
    return True


def _disorder(fake: Fake, given: Wire) -> object:
    fake.mail.disorder = Disorder(**given)
    return True


def _next_update_id(fake: Fake, given: Wire) -> object:
    """Begin anew from another number, as Telegram may after a quiet week."""
    if not fake.mail.empty:
        raise ControlError("update ids can begin anew only when no update waits")
    fake.mail.next_id = given["update_id"]
    return True


def _mail(fake: Fake, given: Wire) -> object:
    return {
        "pending": fake.webhook.pending,
        "to_bring": fake.webhook.pending + len(fake.mail.again),
        "updates": len(fake.mail.archive),
        "next_update_id": fake.mail.next_id,
        "deliveries": fake.webhook.deliveries
        + sum(one.delivered for one in fake.mail.archive.values()),
    }


def _webhook(fake: Fake, given: Wire) -> object:
    fake.webhook.slowest_retry = given["slowest_retry"]
    return True


def _fault(fake: Fake, given: Wire) -> object:
    fake.faults.plan(Fault(**given))
    return True


def _faults(fake: Fake, given: Wire) -> object:
    return [asdict(fault) for fault in fake.faults.open()]


def _clear_faults(fake: Fake, given: Wire) -> object:
    fake.faults.clear()
    return True


def _limits(fake: Fake, given: Wire) -> object:
    """Set limits and begin counting anew."""
    fake.limiter = Limiter(replace(Limits(), **given))
    return True


def _limiter(fake: Fake, given: Wire) -> object:
    limiter = fake.limiter
    return {
        "counted": limiter.counted,
        "busiest_second": limiter.busiest_second,
        "violation_count": limiter.violation_count,
        "by_limit": limiter.by_limit,
        "violations": [asdict(one) for one in limiter.violations],
    }


def _outage(fake: Fake, given: Wire) -> object:
    """Shut the door for bots for so many seconds; a control port of its own stays open."""
    fake.outages.put_nowait(given["seconds"])
    return True


def _advance(fake: Fake, given: Wire) -> object:
    fake.clock.advance(given["seconds"])
    fake.mail.expire()
    return fake.clock.now()


def _calls(fake: Fake, given: Wire) -> object:
    fake.calls.flush()
    chosen = fake.calls.chosen(given.get("since", 0), given.get("method"), given.get("chat_id"))
    return [vars(call) for call in chosen]


def _counts(fake: Fake, given: Wire) -> object:
    """How many calls of each method, and how many of each answer."""
    counts: dict[str, int] = {}
    for call in fake.calls.chosen(given.get("since", 0), None, None):
        key = f"{call.method} {call.status}"
        counts[key] = counts.get(key, 0) + 1
    return {"calls": fake.calls.count, "by_method": counts}


def _chat(fake: Fake, given: Wire) -> object:
    return _shown(fake.world.chat(_chat_id(given)))


def _profile(fake: Fake, given: Wire) -> object:
    profile = fake.profile
    return {
        "commands": [[*where, commands] for where, commands in profile.commands.items()],
        "texts": [[*where, text] for where, text in profile.texts.items()],
        "menu_buttons": [[chat_id, button] for chat_id, button in profile.menu_buttons.items()],
    }


def _many(fake: Fake, given: Wire) -> object:
    """Several acts at once, in order, for rigs with thousands of people: `[[name, given], ...]`."""
    return [ACTS[name](fake, details) for name, details in given["acts"]]


async def _reset(fake: Fake, given: Wire) -> object:
    await fake.reset()
    return True


def _shown(chat: Chat) -> Wire:
    return {
        "standing": chat.standing.value,
        "posts": [_post(post) for post in chat.posts.values()],
        "reply_keyboard": chat.reply_keyboard,
        "toasts": chat.toasts,
        "actions": chat.actions,
    }


def _post(post: Post) -> Wire:
    return {
        "message": post.message,
        "by_bot": post.by_bot,
        "edits": post.edits,
        "deleted": post.deleted,
        "reactions": post.reactions,
    }


ACTS: dict[str, Callable[[Fake, Wire], Any | Awaitable[Any]]] = {
    "meet": people.meet,
    "says": _says,
    "sends": _sends,
    "taps": _taps,
    "answered": _answered,
    "edits": _edits,
    "blocks": _blocks,
    "founds_group": _founds_group,
    "migrates": _migrates,
    "removes_bot": _removes_bot,
    "stands": _stands,
    "raw": _raw,
    "repeat": _repeat,
    "disorder": _disorder,
    "next_update_id": _next_update_id,
    "mail": _mail,
    "webhook": _webhook,
    "fault": _fault,
    "faults": _faults,
    "clear_faults": _clear_faults,
    "limits": _limits,
    "limiter": _limiter,
    "outage": _outage,
    "advance": _advance,
    "calls": _calls,
    "counts": _counts,
    "chat": _chat,
    "profile": _profile,
    "many": _many,
    "reset": _reset,
}
