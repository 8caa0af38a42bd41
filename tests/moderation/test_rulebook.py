"""The rules of conduct: what was issued, what an agency makes stricter, who has read them."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from moderation.conduct import cited, cited_for, layers, rules
from moderation.duties import comment_rules, rulebook
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.policy import Who
from moderation.queries import rulebook as queries
from moderation.vocabulary import HideReason, Label, Role, RuleLayer, RuleStrength
from tests.factories import House


def test_every_reason_of_a_hiding_rests_on_one_rule() -> None:
    """A decision that cites nothing could not be explained."""
    assert {reason: cited_for(reason)[0] for reason in HideReason} == dict.fromkeys(HideReason, "F")
    assert cited(Label.ILLEGAL_CONTENT, ["insult"]) == "F2"
    assert cited(Label.ILLEGAL_CONTENT, []) == "F1"
    assert cited(Label.SPAM, []) == "F6"


def test_the_two_layers_are_kept_apart() -> None:
    """The draft's "must" is not the issued code's "should", and alone it binds nobody."""
    told = rules()

    assert told["A03"].strengths[RuleLayer.DRAFT_2018] is RuleStrength.MUST
    assert told["A03"].issued == (RuleLayer.CODE_874_2021, RuleStrength.SHOULD)
    assert told["A08"].issued is None
    assert {layer for rule in told.values() for layer in rule.strengths} <= set(layers())
    assert len(told) > 55


def test_an_agency_is_stricter_with_a_reason_and_never_weaker(house: House) -> None:
    """Giving it up brings back what was issued; only who keeps the duties may."""
    manager, drafter = house.who(Role.MANAGER), house.who(Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(BadInputError):
            rulebook.make_stricter(session, manager, "A10", RuleStrength.SHOULD, "nhẹ bớt")
        with pytest.raises(BadInputError):
            rulebook.make_stricter(session, manager, "A09", RuleStrength.MUST, "  ")
        with pytest.raises(ForbiddenError):
            rulebook.make_stricter(session, drafter, "A09", RuleStrength.MUST, "Nội quy 12")
        rulebook.make_stricter(session, manager, "A09", RuleStrength.MUST, "Nội quy 12/QĐ-UBND")
        rulebook.make_stricter(session, manager, "A08", RuleStrength.MUST, "Theo dự thảo 2018")
        held = {one.rule.id: one for one in rulebook.rulings(house.agency_id, session)}
        rulebook.keep_as_issued(session, manager, "A09")
        after = {one.rule.id: one for one in rulebook.rulings(house.agency_id, session)}

    assert (held["A09"].strength, held["A09"].reason) == (RuleStrength.MUST, "Nội quy 12/QĐ-UBND")
    assert held["A08"].is_own
    assert after["A09"].strength is RuleStrength.SHOULD
    assert not after["A09"].is_own


def test_a_version_is_written_once_and_read_by_each_person(house: House, neighbour: House) -> None:
    """A new version asks everybody again; the same rules are not put into force twice."""
    manager, lan = house.who(Role.MANAGER), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        first = rulebook.publish(session, manager, "Nội quy 12/QĐ-UBND")
        people = len(queries.readers(house.agency_id, session, first.id))
        with pytest.raises(ConflictError):
            rulebook.publish(session, manager, "lại")
        rulebook.acknowledge(session, lan, first.id)
        rulebook.acknowledge(session, lan, first.id)
        assert queries.count_unread(house.agency_id, session) == people - 1
        rulebook.make_stricter(session, manager, "A09", RuleStrength.MUST, "Nội quy 15")
        second = rulebook.publish(session, manager, "")
        with pytest.raises(ConflictError):
            rulebook.acknowledge(session, lan, first.id)
        assert queries.count_unread(house.agency_id, session) == people
        numbers = [one.number for one in queries.versions(house.agency_id, session)]

    assert (numbers, second.number) == ([2, 1], 2)
    with neighbour.database.transaction(neighbour.agency_id) as session:
        assert queries.latest_version(neighbour.agency_id, session) is None
    with house.database.transaction(house.agency_id) as session:
        kinds = session.scalars(text("SELECT kind FROM events WHERE kind LIKE 'rule%' ORDER BY id"))
        assert list(kinds) == ["rulebook_published", "rules_acknowledged", "rulebook_published"]
    with pytest.raises(DBAPIError), house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE rulebook_versions SET note = 'khác'"))


def test_only_a_person_acknowledges(house: House) -> None:
    """A program has read nothing."""
    with house.database.transaction(house.agency_id) as session:
        version = rulebook.publish(session, house.who(Role.MANAGER), "")
        lan = house.who(Role.TRIAGE)
        program = Who(house.agency_id, "api_key", 1, "Chương trình", lan.grants)
        with pytest.raises(ForbiddenError):
            rulebook.acknowledge(session, program, version.id)


def test_comment_rules_say_first_that_criticism_is_welcome() -> None:
    """What may not be posted follows the forbidden kinds, and nothing forbids criticism."""
    told = comment_rules.sections(rules())
    titles = [title for title, _ in told]
    forbidden = dict(told)["Không đăng"]

    assert titles[0] == "Chúng tôi mong nhận được"
    assert "Phê bình cơ quan, dù gay gắt, không phải lý do để ẩn" in dict(told)[titles[0]][0]
    assert len(forbidden) == 6
    assert not any("phê bình" in one.lower() for one in forbidden)
    html = comment_rules.as_html("UBND <b>", "Trang", told, {"Xem lại": "https://x.example.gov.vn"})
    assert "UBND &lt;b&gt;" in html
    assert "– Lời thù ghét" in comment_rules.as_text("UBND", "Trang", told, {})
