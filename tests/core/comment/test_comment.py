"""Colleagues speak of a record on its page; whoever is mentioned and may read it is told."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.comment import rules
from core.comment.models import LONGEST, Comment
from core.comment.services import MENTIONED
from core.history.models import Entry
from core.hooks import hookimpl
from core.notification.models import Notification
from core.notifications import details
from core.party.models import Party
from core.testing import make_user
from core.user.queries import by_id

ENGLISH = {"Accept-Language": "en"}
READER = "core.party.index"
SUBJECT = re.compile(r'name="subject"[^>]* value="([^"]+)"')


@pytest.fixture
def party(session):
    made = Party(code="ACME", name="Acme Ltd.", is_supplier=True)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def url(party) -> str:
    return f"/core/party/{party.id}"


@pytest.fixture
def ada(sign_in):
    return sign_in(READER, name="Ada")


def see(client, address) -> str:
    return html.unescape(client.get(address, headers=ENGLISH).text)


def say(client, address, body):
    subject = SUBJECT.search(client.get(address).text).group(1)
    posted = {"subject": subject, "body": body}
    return client.post("/core/comment/create", data=posted, headers=ENGLISH)


def told(session) -> list[int]:
    return list(session.scalars(sa.select(Notification.user_id).order_by(Notification.user_id)))


def test_what_is_said_stands_on_the_page_of_the_record(session, ada, sign_in, url) -> None:
    answer = say(ada, url, "Call them.\nSee https://example.org/a?b=1 <b>now</b>")
    comment = session.scalar(sa.select(Comment))
    assert (answer.status_code, answer.location) == (303, f"/core/comment/{comment.id}")
    assert ada.get(answer.location).location == f"{url}#comment-{comment.id}"
    page = sign_in(READER, name="Bob").get(url, headers=ENGLISH).text
    assert "Call them.\nSee" in page
    assert '<a href="https://example.org/a?b=1" rel="nofollow noopener noreferrer"' in page
    assert "&lt;b&gt;now" in page
    assert f"/core/comment/{comment.id}/edit" not in page
    written = sa.select(Entry).where(Entry.model == Comment.__tablename__)
    assert session.scalar(written).changes["body"][1].startswith("Call them.")


def test_who_is_mentioned_is_told_and_led_there(session, ada, sign_in, url) -> None:
    bob = sign_in(READER, name="Bob Stone")
    eve = make_user(session, "core.job.index", name="Eve")
    session.commit()
    answer = say(ada, url, "@Bob Stone, please look; @Eve and @Nobody too.")
    assert told(session) == [bob.user.id]
    page = ada.get(answer.location, follow_redirects=True, headers=ENGLISH).text
    assert "Eve may not open this page" in page
    assert "Ada mentions you at" in see(bob, "/core/notification/")
    assert eve.id not in told(session)


def test_only_those_mentioned_anew_are_told_of_a_change(session, ada, sign_in, url) -> None:
    bob, carl = (sign_in(READER, name=name).user.id for name in ("Bob", "Carl"))
    say(ada, url, "@Bob, look")
    session.execute(sa.delete(Notification))
    session.commit()
    comment = session.scalar(sa.select(Comment))
    edit = f"/core/comment/{comment.id}/edit"
    assert "@Bob, look" in see(ada, edit)
    assert ada.post(edit, data={"body": "@Bob, @Carl, look"}).status_code == 303
    assert told(session) == [carl]
    assert bob != carl
    assert "changed on" in see(ada, url)


@pytest.mark.parametrize(
    ("body", "reason"), [(" \n ", "required"), ("x" * (LONGEST + 3), "too long by 3")]
)
def test_what_cannot_be_said_comes_back_as_typed(session, ada, url, body, reason) -> None:
    answer = say(ada, url, body)
    assert answer.status_code == 422
    assert reason in answer.text
    assert body.strip() in answer.text
    assert 'name="subject"' in answer.text
    assert session.scalar(sa.select(sa.func.count(Comment.id))) == 0


def test_a_deleted_comment_leaves_a_trace(session, ada, sign_in, url) -> None:
    sign_in(READER, name="Bob")
    say(ada, url, "Too early, @Bob")
    comment = session.scalar(sa.select(Comment))
    bob = sign_in(READER, name="Other")
    own = f"/core/comment/{comment.id}"
    assert bob.get(f"{own}/edit").status_code == 403
    assert bob.post(f"{own}/edit", data={"body": "Never"}).status_code == 403
    assert bob.post(f"{own}/delete").status_code == 422
    assert ada.post(f"{own}/delete").status_code == 303
    page = see(bob, url)
    assert "Too early" not in page
    assert "Deleted on" in page
    unread = sa.select(sa.func.count(Notification.id)).where(Notification.read_at.is_(None))
    assert session.scalar(unread) == 0
    assert ada.post(f"{own}/edit", data={"body": "Again"}, headers=ENGLISH).status_code == 422


def test_a_moderator_deletes_those_of_others(session, ada, sign_in, url) -> None:
    say(ada, url, "Rude")
    comment = session.scalar(sa.select(Comment))
    chief = sign_in(READER, "core.comment.delete", name="Zoe")
    assert chief.post(f"/core/comment/{comment.id}/delete").status_code == 303
    assert "Rude" not in see(ada, url)


def test_who_may_not_see_the_record_sees_and_says_nothing(session, ada, sign_in, url) -> None:
    say(ada, url, "Secret")
    comment = session.scalar(sa.select(Comment))
    eve = sign_in("core.job.index", name="Eve")
    for address in (f"/core/comment/{comment.id}", f"/core/comment/{comment.id}/edit"):
        assert eve.get(address).status_code == 403
    assert eve.post(f"/core/comment/{comment.id}/delete").status_code == 403
    stolen = SUBJECT.search(ada.get(url).text).group(1)
    for subject in (stolen, "", stolen[:-3]):
        posted = {"subject": subject, "body": "I was here"}
        assert eve.post("/core/comment/create", data=posted).status_code == 400
    assert session.scalar(sa.select(sa.func.count(Comment.id))) == 1


def test_a_page_needs_as_many_queries_for_many_comments_as_for_one(
    ada, sign_in, queries, url
) -> None:
    bob, counts = sign_in(READER, name="Bob"), []
    for more in (1, 9):
        for number in range(more):
            say((ada, bob)[number % 2], url, f"Number {number}")
        with queries() as count:
            ada.get(url)
        counts.append(count.value)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@李雷请看", {"李雷"}),
        ("@李雷雷 and @Ann", {"李雷雷", "Ann"}),
        ("@Anna", {"Anna"}),
        ("@Annabel", set()),
        ("@Bob Stone.", {"Bob Stone"}),
        ("a@b.example", set()),
        ("no one", set()),
    ],
)
def test_the_longest_name_after_an_at_sign_is_meant(body, expected) -> None:
    names = {"李雷", "李雷雷", "Ann", "Anna", "Bob", "Bob Stone"}
    assert rules.mentioned(body, names) == expected


@given(st.text(max_size=300), st.sets(st.text(min_size=1, max_size=5), max_size=5))
def test_only_candidates_are_mentioned(body, names) -> None:
    assert rules.mentioned(body, names) <= rules.candidates(body) & names


def test_the_inbox_says_how_a_mention_begins(session, ada, sign_in, url) -> None:
    bob = sign_in(READER, name="Bob")
    answer = say(ada, url, f"@Bob,\nplease <look>. {'word ' * 50}")
    page = see(bob, "/core/notification/")
    assert "Comment: @Bob, please <look>. word word" in page
    assert re.search(r"Comment: @Bob, .{100,120}…<", page)
    assert "评论：@Bob," in bob.get("/core/notification/", headers={"Accept-Language": "zh"}).text
    ada.post(f"{answer.location}/edit", data={"body": "@Bob, never mind."})
    assert "Comment: @Bob, never mind." in see(bob, "/core/notification/")
    ada.post(f"{answer.location}/delete")
    page = see(bob, "/core/notification/everything")
    assert "Ada mentions you at" in page
    assert "never mind" not in page


def test_the_inbox_needs_as_many_queries_for_many_mentions_as_for_one(
    session, ada, sign_in, queries, url
) -> None:
    bob, counts = sign_in(READER, name="Bob"), []
    for more in (1, 9):
        for number in range(more):
            say(ada, url, f"@Bob, number {number}")
        bob.get("/core/notification/")
        with queries() as count:
            bob.get("/core/notification/")
        counts.append(count.value)
    assert counts[0] == counts[1]


class Hidden:
    """Shows parties to Ada alone."""

    @hookimpl
    def restrict_rows(self, model, user):
        return sa.literal(user.name == "Ada") if model is Party else None


def test_the_inbox_says_no_words_of_a_mention_on_a_record_that_its_reader_sees_no_more(
    session, ada, sign_in, url, answering
) -> None:
    bob = sign_in(READER, name="Bob")
    say(ada, url, "@Bob, a secret")
    assert "a secret" in see(bob, "/core/notification/")
    answering(Hidden())
    page = see(bob, "/core/notification/")
    assert "Ada mentions you at" in page
    assert "a secret" not in page


def test_the_company_is_told_of_a_mention_and_not_what_it_says(app, session, ada, url) -> None:
    bob = make_user(session, READER, name="Bob")
    session.commit()
    say(ada, url, "@Bob, a secret")
    told = [(MENTIONED.name, session.scalar(sa.select(Comment.id)))]
    reader = session.scalars(by_id(bob.id)).unique().one()
    with app.test_request_context(headers=ENGLISH):
        assert details(session, told, reader) == {told[0]: ["Comment: @Bob, a secret"]}
        assert details(session, told, None) == {}


def test_who_does_not_see_the_record_neither_reads_nor_is_told(
    session, ada, sign_in, url, answering
) -> None:
    bob, eve = sign_in(READER, name="Bob"), sign_in(READER, "core.comment.delete", name="Eve")
    note = SUBJECT.search(bob.get(url).text).group(1)
    answering(Hidden())
    answer = say(ada, url, "@Bob, look; @Ada too.")
    page = ada.get(answer.location, follow_redirects=True, headers=ENGLISH).text
    assert "Bob may not open this page and was not told." in page
    assert told(session) == []
    assert bob.get(answer.location).status_code == 404
    assert eve.post(f"{answer.location}/delete").status_code == 404
    posted = {"subject": note, "body": "I saw it once."}
    assert bob.post("/core/comment/create", data=posted).status_code == 404
    assert session.scalar(sa.select(sa.func.count(Comment.id))) == 1
