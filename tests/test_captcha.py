"""The built-in captcha: what is shown and spoken, and who gets past it."""

import io
import string
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from app import clock
from app.db import Database
from app.edge import captcha, signing
from app.edge.captcha import drawing, voice
from app.edge.captcha.challenge import ALPHABET, Challenge
from app.models import CaptchaGuess

KEYS = ("a key for tests that protects nothing at all",)
OTHER_KEYS = ("a key of another installation, as useless as ours",)
ADAS_FORM = "the nonce of Ada's form"
BOBS_FORM = "the nonce of Bob's form"
JUST_IN_TIME = timedelta(minutes=14, seconds=58)
TOO_LATE = timedelta(minutes=15)
URL_SAFE = string.ascii_letters + string.digits + "-_."


@pytest.fixture(autouse=True)
def _a_captcha_with_keys() -> Iterator[None]:
    signing.configure(KEYS)
    captcha.configure("image")
    yield
    captcha.configure("image")


@pytest.fixture
def challenge() -> str:
    return captcha.issue(ADAS_FORM)


def seen(text: str) -> str:
    return Challenge.read(text).letters


def heard(text: str) -> str:
    return Challenge.read(text).digits


def seal(purpose: str, keys: tuple[str, ...]) -> signing.Seal:
    made = signing.Seal(purpose)
    made.use(keys)
    return made


def answer(database: Database, text: str, typed: str, form: str = ADAS_FORM) -> str:
    """What became of a guess: `passed`, or the name of the refusal."""
    with database.writing() as session:
        try:
            captcha.judge(session, text, typed, form, clock.now())
        except captcha.CaptchaRefused as refused:
            return type(refused).__name__ if refused.words.endswith(".") else "a refusal without words"
        finally:
            session.commit()
    return "passed"


def guesses(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(CaptchaGuess)) or 0


@pytest.mark.parametrize("perceived", [seen, heard])
def test_the_letters_of_the_picture_and_the_digits_of_the_voice_are_both_right(
    database: Database, challenge: str, perceived: Callable[[str], str]
) -> None:
    assert answer(database, challenge, perceived(challenge)) == "passed"


@pytest.mark.parametrize("typing", [str.lower, " ".join, "  {}\t".format, "\u00a0".join])
def test_case_and_spaces_do_not_matter(
    sqlite: Database, challenge: str, typing: Callable[[str], str]
) -> None:
    assert answer(sqlite, challenge, typing(seen(challenge))) == "passed"


@pytest.mark.parametrize("typed", ["WRONG", "000", "PASS", "\x00", "\udcff", "ſ", "A" * 10_000, "🙂"])
def test_anything_else_is_wrong(sqlite: Database, challenge: str, typed: str) -> None:
    assert answer(sqlite, challenge, typed) == "AnswerWrong"


def test_a_right_answer_is_good_for_one_form_however_often_that_is_sent(
    database: Database, challenge: str
) -> None:
    answer(database, challenge, seen(challenge))

    assert answer(database, challenge, seen(challenge)) == "passed"
    assert answer(database, challenge, heard(challenge)) == "passed"
    assert answer(database, challenge, seen(challenge), BOBS_FORM) == "ForeignChallenge"
    assert answer(database, challenge, "WRONG") == "AlreadyAnswered"
    assert guesses(database) == 1


def test_after_a_wrong_answer_the_right_one_comes_too_late(database: Database, challenge: str) -> None:
    answer(database, challenge, "WRONG")

    assert answer(database, challenge, seen(challenge)) == "AlreadyAnswered"


def test_an_empty_answer_is_no_guess(sqlite: Database, challenge: str) -> None:
    assert answer(sqlite, challenge, "  ") == "AnswerMissing"

    assert answer(sqlite, challenge, seen(challenge)) == "passed"


def test_the_challenge_of_another_form_is_refused_and_stays_unused(sqlite: Database, challenge: str) -> None:
    assert answer(sqlite, challenge, seen(challenge), form=BOBS_FORM) == "ForeignChallenge"

    assert answer(sqlite, challenge, seen(challenge)) == "passed"


def test_a_challenge_lives_for_fifteen_minutes(sqlite: Database, challenge: str) -> None:
    answered_late = captcha.issue(ADAS_FORM)
    clock.shift(JUST_IN_TIME)
    captcha.picture(challenge)
    assert answer(sqlite, answered_late, seen(answered_late)) == "passed"

    clock.shift(TOO_LATE)
    assert answer(sqlite, challenge, seen(challenge)) == "ChallengeExpired"
    for render in (captcha.picture, captcha.speech):
        with pytest.raises(captcha.UnknownChallenge):
            render(challenge)


def test_a_clock_that_runs_behind_accepts_a_fresh_challenge(sqlite: Database) -> None:
    clock.shift(timedelta(minutes=1))
    challenge = captcha.issue(ADAS_FORM)
    clock.shift(timedelta(0))

    assert answer(sqlite, challenge, seen(challenge)) == "passed"


@pytest.mark.parametrize(
    "forge",
    [
        lambda text: "",
        lambda text: "unheard-of",
        lambda text: "\udcff\x00é",
        lambda text: text[:-3],
        lambda text: text[:-3] + ("AAA" if text[-3:] != "AAA" else "BBB"),
        lambda text: ("A" if text[0] != "A" else "B") + text[1:],
        lambda text: text.split(".")[0],
        lambda text: seal("form_token", KEYS).sign(b"x" * 40),
        lambda text: seal("captcha", OTHER_KEYS).sign(b"x" * 40),
        lambda text: seal("captcha", KEYS).sign(b"the wrong length"),
    ],
)
def test_a_forged_challenge_is_unknown(sqlite: Database, challenge: str, forge: Callable[[str], str]) -> None:
    forged = forge(challenge)

    assert answer(sqlite, forged, "000000") == "ForeignChallenge"
    for render in (captcha.picture, captcha.speech):
        with pytest.raises(captcha.UnknownChallenge):
            render(forged)


OLD, NEW = KEYS[0], "the key that a rotation brings, as useless as the others"


@pytest.mark.parametrize(
    ("before", "after"),
    [((OLD,), (NEW, OLD)), ((NEW, OLD), (NEW,)), ((NEW, OLD), (OLD, NEW)), ((OLD, NEW), (OLD,))],
    ids=["a key comes", "a key goes", "back again", "back for good"],
)
def test_a_rotation_of_keys_leaves_open_challenges_as_they_are(
    sqlite: Database, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    signing.configure(before)
    text = captcha.issue(ADAS_FORM)
    picture, letters = captcha.picture(text), seen(text)

    signing.configure(after)

    assert captcha.picture(text) == picture
    assert answer(sqlite, text, letters) == "passed"


@pytest.mark.parametrize("ending", ["=", "==", "é", "\u2028"])
def test_another_spelling_of_the_same_signature_is_the_same_challenge(
    sqlite: Database, challenge: str, ending: str
) -> None:
    answer(sqlite, challenge, "WRONG")

    assert answer(sqlite, challenge + ending, seen(challenge)) in ("AlreadyAnswered", "ForeignChallenge")


@pytest.mark.parametrize("typed", ["right", "wrong"])
def test_of_ten_guesses_at_once_in_two_processes_one_decides(
    database: Database, challenge: str, typed: str
) -> None:
    other_process = Database()
    other_process.open(database.engine.url.render_as_string(hide_password=False))
    guess = seen(challenge) if typed == "right" else "WRONG"

    with ThreadPoolExecutor(10) as pool:
        processes = [database, other_process] * 5
        outcomes = list(pool.map(lambda process: answer(process, challenge, guess), processes))
    other_process.close()

    expected = ["passed"] * 10 if typed == "right" else ["AlreadyAnswered"] * 9 + ["AnswerWrong"]
    assert sorted(outcomes) == expected
    assert guesses(database) == 1


def test_old_guesses_are_forgotten_once_no_process_accepts_them(database: Database, challenge: str) -> None:
    answer(database, challenge, "WRONG")

    def forget(after: timedelta) -> int:
        with database.writing() as session:
            captcha.forget_old(session, clock.now() + after)
            session.commit()
        return guesses(database)

    assert forget(after=TOO_LATE) == 1
    assert forget(after=TOO_LATE + timedelta(minutes=6)) == 0


def test_answers_have_no_look_alikes_and_vary_and_a_challenge_fits_into_a_url() -> None:
    texts = [captcha.issue(ADAS_FORM) for _ in range(200)]

    assert all(len(seen(text)) == 5 and set(seen(text)) <= set(ALPHABET) for text in texts)
    assert all(len(heard(text)) == 6 and heard(text).isdigit() for text in texts)
    assert len({seen(text) for text in texts}) > 195
    assert all(len(text) < 120 and not set(text) - set(URL_SAFE) for text in texts)
    assert not set(ALPHABET) & set("0ODQ 1I 2Z 5S 6G 8B 4 7 9 V")


def test_the_picture_is_a_small_webp_of_the_announced_size() -> None:
    pictures = [captcha.picture(captcha.issue(ADAS_FORM)) for _ in range(20)]

    for data in pictures:
        image = Image.open(io.BytesIO(data))
        image.load()
        assert (image.format, image.size) == ("WEBP", (captcha.WIDTH, captcha.HEIGHT))
        assert len(data) < 4_000
    assert captcha.WIDTH <= 280 - 2 * 16
    assert len(set(pictures)) == 20


def test_the_voice_is_a_wav_of_about_ten_seconds() -> None:
    for _ in range(20):
        data = captcha.speech(captcha.issue(ADAS_FORM))
        with wave.open(io.BytesIO(data)) as recording:
            assert (recording.getnchannels(), recording.getframerate()) == (1, 8000)
            assert 7 < recording.getnframes() / recording.getframerate() < 14
        assert len(data) < 120_000


def test_the_voice_never_pauses_in_silence(challenge: str) -> None:
    with wave.open(io.BytesIO(captcha.speech(challenge))) as recording:
        samples = recording.readframes(-1)

    tenths = [samples[start : start + 800] for start in range(0, len(samples) - 800, 800)]
    assert min(max(tenth) - min(tenth) for tenth in tenths) > 6


def test_every_request_gives_the_same_bytes_in_every_process(challenge: str) -> None:
    program = (
        "import sys; from app.edge import captcha, signing; signing.configure((sys.argv[1],));"
        "sys.stdout.buffer.write(captcha.picture(sys.argv[2]) + captcha.speech(sys.argv[2]))"
    )
    command = [sys.executable, "-c", program, KEYS[0], challenge]
    elsewhere = subprocess.run(command, capture_output=True, check=True).stdout

    with ThreadPoolExecutor(10) as pool:
        here = list(pool.map(lambda text: captcha.picture(text) + captcha.speech(text), [challenge] * 10))
    assert set(here) == {elsewhere}


def test_rendered_bytes_are_kept_within_bounds() -> None:
    for _ in range(300):
        text = captcha.issue(ADAS_FORM)
        captcha.picture(text)
        captcha.speech(text)

    assert drawing._render.cache_info().currsize <= 256
    assert voice._render.cache_info().currsize <= 24


def test_the_fixed_answer_of_qa_passes(sqlite: Database, challenge: str) -> None:
    captcha.configure("fixed")

    assert seen(challenge) == "PASS"
    assert Image.open(io.BytesIO(captcha.picture(challenge))).size == (captcha.WIDTH, captcha.HEIGHT)
    assert answer(sqlite, challenge, "pass") == "passed"
    assert answer(sqlite, captcha.issue(ADAS_FORM), "FAIL") == "AnswerWrong"


def test_forms_ask_unless_it_is_off() -> None:
    asked = {}
    for mode in ("image", "fixed", "off"):
        captcha.configure(mode)
        asked[mode] = captcha.needed()

    assert asked == {"image": True, "fixed": True, "off": False}
