from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import select

from core.party import services
from core.party.models import Party
from core.search import RUNS, among, matches, tokens
from core.user import services as users

NAMES = {"A1": "杭州保温杯厂", "B2": "宁波家纺 Textile Co", "C3": "O'Neil & Söhne: 50%"}
# Every character of Chinese is a word, Latin words are found by their beginning.
WORDS = st.text("保温杯厂家纺abAB12 -'\"*:&()", min_size=0, max_size=8)
PER_DATABASE = examples(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def parties(session):
    rows = [{"code": code, "name": name, "is_supplier": True} for code, name in NAMES.items()]
    services.upsert_parties(session, rows, by=users.system_user(session))
    session.commit()


def found(session, term: str) -> set[str]:
    return set(session.scalars(select(Party.code).where(matches(Party, term))))


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("杯", {"A1"}),  # one character
        ("保温", {"A1"}),  # two
        ("保温杯厂", {"A1"}),
        ("温杯", {"A1"}),  # from the middle
        ("杯温", set()),  # in another order
        ("textile", {"B2"}),
        ("tex", {"B2"}),  # the beginning of a word
        ("家纺 co", {"B2"}),
        ("家纺 杯", set()),  # every word must fit
        ("b2", {"B2"}),
        ("neil", {"C3"}),
        ("", {"A1", "B2", "C3"}),
        ("***", set()),
    ],
)
def test_words_find_what_contains_them(session, parties, term, codes) -> None:
    assert found(session, term) == codes


@pytest.mark.parametrize("term", ['"', "*", "'", ":", "a & | ! b", "NEAR(a b)", "a:*", "\\", "%_"])
def test_signs_of_the_query_language_are_only_signs(session, parties, term) -> None:
    assert found(session, term) <= set(NAMES)


def test_a_change_of_the_name_is_found_at_once(session, parties) -> None:
    party = session.scalars(select(Party).where(Party.code == "A1")).one()
    party.name = "苏州陶瓷坊"
    session.flush()
    assert (found(session, "陶瓷"), found(session, "保温")) == ({"A1"}, set())


def test_a_record_that_is_set_to_what_it_was_is_not_written_again(session, parties, queries):
    party = session.scalars(select(Party).where(Party.code == "A1")).one()
    party.name = str(party.name)
    with queries() as sent:
        session.flush()
    assert sent.value == 0


@PER_DATABASE
@given(name=WORDS, term=WORDS)
def test_search_agrees_with_looking_at_every_name(session, name, term) -> None:
    with session.begin_nested() as attempt:
        services.upsert_parties(
            session,
            [{"code": "X", "name": f"{name} x", "is_supplier": True}],
            by=users.system_user(session),
        )
        assert ("X" in found(session, term)) is naive(f"x {name} x", term)
        attempt.rollback()


def naive(text: str, term: str) -> bool:
    """Look at every run of the term: Chinese anywhere, Latin at the beginning of a word."""
    runs, wanted = RUNS.findall(text.lower()), RUNS.findall(term.lower())
    if not wanted:
        return not term.strip()
    return all(
        any(one in run if one[0] >= "㐀" else run.startswith(one) for run in runs) for one in wanted
    )


def test_chinese_becomes_pairs_and_latin_stays_whole() -> None:
    assert tokens("不锈钢保温杯 SKU900") == "不锈 锈钢 钢保 保温 温杯 杯 sku900"


@pytest.mark.parametrize("gathers", [False, True])
@pytest.mark.parametrize("term", ["杯", "保温", "tex"])
def test_an_index_answers(session, parties, gathers, term) -> None:
    asked = select(Party.id).where(matches(Party, term))
    asked = gathered(asked) if gathers else asked
    dialect = session.get_bind().dialect
    text = asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if dialect.name == "sqlite":
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
        assert any("USING INTEGER PRIMARY KEY" in row[-1] for row in plan), plan
    else:
        # Three rows are read faster than any index, unless that is forbidden.
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = session.connection().exec_driver_sql(f"EXPLAIN {text}").all()
        assert any("ix_core_party_search" in row[0] for row in plan), plan


def test_the_opposite_of_a_search(session, parties) -> None:
    others = select(Party.code).where(~matches(Party, "保温"), Party.code.in_(NAMES))
    assert set(session.scalars(others)) == {"B2", "C3"}


def gathered(asked):
    """Ask for the rows that were gathered by a question for their keys."""
    return select(Party.id).where(among(Party.id, asked.cte("gathered")))


@pytest.mark.parametrize("term", ["保温", "杯 a1", "nothing"])
def test_what_was_gathered_is_what_matches(session, parties, term) -> None:
    keys = gathered(select(Party.id).where(matches(Party, term)))
    names = session.scalars(select(Party.code).where(Party.id.in_(keys)))
    assert set(names) == found(session, term)


def test_a_row_that_goes_is_found_no_more(session, parties) -> None:
    session.delete(session.scalars(select(Party).where(Party.code == "A1")).one())
    session.flush()
    assert found(session, "保温") == set()
    if session.get_bind().dialect.name == "sqlite":
        name = f"{Party.__tablename__}_search"
        check = f"INSERT INTO {name}({name}) VALUES ('integrity-check')"
        session.connection().exec_driver_sql(check)
