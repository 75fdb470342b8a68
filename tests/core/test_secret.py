"""A secret shows itself to nobody who did not ask for it by name."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from dataclasses import dataclass

import pytest

from console.core.output import emit_json
from console.core.present import present
from console.core.secret import Secret

MARK = "xK9-marked-Secret"


@dataclass(frozen=True, slots=True)
class Holder:
    name: str
    secret: Secret


def test_it_gives_itself_away_by_one_name_only(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secret = Secret(MARK)
    holder = Holder("h", secret)
    assert secret.reveal() == MARK
    texts = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r}",
        f"{secret!s:>40}",
        "%s %r" % (secret, secret),  # noqa: UP031
        f"{[secret]}{ {1: secret} }{(secret,)}",
        repr(holder),
        present(secret),
        present([secret, holder]),
        json.dumps({"a": secret}, default=str),
    ]
    emit_json({"secret": secret, "holder": holder})
    print(secret, holder)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("console").debug("%s %r", secret, holder)
    try:
        raise ValueError(secret, holder)
    except ValueError as error:
        texts.append("".join(traceback.format_exception(error)))
    texts += [caplog.text, *capsys.readouterr()]
    assert not [text for text in texts if MARK in text]


def test_it_is_true_when_there_is_something() -> None:
    assert Secret(" ")
    assert not Secret("")
    assert str(Secret("")) == str(Secret("longer")) == "••••"  # not even its length


def test_it_can_be_compared_and_not_changed() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert copy.copy(Secret("a")) == Secret("a")
    assert pickle.loads(pickle.dumps(Secret("a"))) == Secret("a")  # noqa: S301
    with pytest.raises(AttributeError):
        Secret("a")._value = "b"  # type: ignore[misc]
