"""Who may approve what: by role, by authority, by delegation, and never beyond it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from moderation.database import Session
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import Approval, Authority
from moderation.people import accounts, proofs
from moderation.policy import Permission, Who
from moderation.queries import authorities as queries
from moderation.queries import cases as case_queries
from moderation.queries.escalation import notifications
from moderation.queries.people import find_user
from moderation.replies import approvals, authorities, drafts
from moderation.replies.authorities import AuthorityChange
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import (
    ApprovalState,
    AuthorityBasis,
    CaseNews,
    CommentVerb,
    Label,
    Role,
    VoidReason,
)
from tests.factories import NOW, House, event

TODAY = datetime.now(VIETNAM).date()
DAY = timedelta(days=1)


def submitted(house: House, label: Label = Label.POLICY_QUESTION, name: str = "c1") -> Approval:
    """A reply of the drafter's that waits."""
    house.take(event(name, f"Bình luận {name} về căn cước"))
    house.triage(lambda _: label)
    with house.database.transaction(house.agency_id) as session:
        cases = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())
        case_id = max(one.case.id for one in cases)
        lan = house.who(Role.DRAFTER)
        drafts.save_draft(session, lan, case_id, "Phường đã nhận, xin cảm ơn.", version=0)
        return approvals.submit(session, lan, case_id, draft_version=1)


def without_authorities(house: House) -> None:
    """Nobody's authority is written down."""
    with house.database.transaction(house.agency_id) as session:
        session.execute(delete(Authority).where(Authority.agency_id == house.agency_id))


def delegate(house: House, role: Role, **scope: object) -> Authority:
    """A delegation to somebody for today."""
    with house.database.transaction(house.agency_id) as session:
        change = AuthorityChange(
            **{
                "user_id": house.who(role).actor_id,
                "basis": AuthorityBasis.DELEGATION,
                "valid_from": TODAY,
                "valid_to": TODAY + DAY,
                "number": "45/QĐ-UBND",
                **scope,
            }
        )
        return authorities.give_authority(session, house.who(Role.ADMINISTRATOR), change)


def seated(house: House, role: Role) -> Who:
    """The person as signing in finds them, with what is delegated to them."""
    with house.database.transaction(house.agency_id) as session:
        user = find_user(house.agency_id, session, house.who(role).actor_id or 0)
        assert user is not None
        return accounts.who_is(house.agency_id, session, user)


def approve(house: House, who: Who, approval: Approval) -> Approval:
    """Approve what was submitted."""
    with house.database.transaction(house.agency_id) as session:
        return approvals.approve(session, who, approval.id, shown_sha256=approval.content_sha256)


def test_a_sensitive_matter_needs_the_holder_of_an_authority(house: House) -> None:
    """The role alone approves what is ordinary; the authority is kept with the approval."""
    sensitive = submitted(house, Label.CONTRARY_INFORMATION)
    ordinary = submitted(house, Label.POLICY_QUESTION, "c2")
    minh = house.who(Role.SPOKESPERSON)
    assert approve(house, minh, sensitive).authority_id is not None
    without = submitted(house, Label.CONTRARY_INFORMATION, "c3")
    with house.database.transaction(house.agency_id) as session:
        session.execute(
            update(Authority)
            .where(Authority.agency_id == house.agency_id)
            .values(revoked_at=datetime.now(UTC))
        )
    with pytest.raises(ForbiddenError, match="người giữ thẩm quyền"):
        approve(house, minh, without)
    assert approve(house, minh, ordinary).authority_id is None


def test_the_database_refuses_what_the_code_forgets(house: House) -> None:
    """No approval on a sensitive matter without an authority, nor on another person's."""
    approval = submitted(house, Label.CONTRARY_INFORMATION)
    authority = delegate(house, Role.MANAGER, covers_sensitive=True)
    minh = house.who(Role.SPOKESPERSON).actor_id

    def decide(authority_id: int | None) -> None:
        with house.database.transaction(house.agency_id) as session:
            session.execute(
                update(Approval)
                .where(Approval.id == approval.id)
                .values(state=ApprovalState.APPROVED, decided_by=minh, authority_id=authority_id)
            )

    with pytest.raises(IntegrityError, match="sensitive matter"):
        decide(None)
    with pytest.raises(IntegrityError, match="standing authority"):
        decide(authority.id)
    without_sensitive = delegate(house, Role.SPOKESPERSON)
    with pytest.raises(IntegrityError, match="sensitive matter"):
        decide(without_sensitive.id)


def test_a_delegate_approves_within_number_scope_and_dates(house: House) -> None:
    """Somebody without the role, for as long as the decision says and for what it says."""
    lam = house.who(Role.VIEWER)
    assert not lam.can(Permission.APPROVE)
    delegate(house, Role.VIEWER, labels=(Label.FEEDBACK,))
    acting = seated(house, Role.VIEWER)
    assert acting.can(Permission.APPROVE)
    approve(house, acting, submitted(house, Label.FEEDBACK))
    with pytest.raises(ForbiddenError, match="không gồm loại việc này"):
        approve(house, acting, submitted(house, Label.POLICY_QUESTION, "c2"))
    with pytest.raises(ForbiddenError, match="người giữ thẩm quyền"):
        approve(house, acting, submitted(house, Label.CONTRARY_INFORMATION, "c3"))
    delegate(house, Role.VIEWER, covers_sensitive=True)
    done = approve(house, acting, submitted(house, Label.CONTRARY_INFORMATION, "c4"))
    assert done.authority_id is not None


@pytest.mark.parametrize(
    "scope",
    [
        {"valid_from": TODAY + 2 * DAY, "valid_to": TODAY + 3 * DAY},
        {"valid_from": TODAY - 2 * DAY, "valid_to": TODAY - DAY},
    ],
)
def test_a_delegation_out_of_its_dates_gives_nothing(
    house: House, scope: dict[str, object]
) -> None:
    """Neither before nor after."""
    delegate(house, Role.VIEWER, **scope)
    assert not seated(house, Role.VIEWER).can(Permission.APPROVE)


def test_a_revoked_delegation_ends_at_once(house: House, neighbour: House) -> None:
    """Revoking twice is done once; the neighbour's administrator can't."""
    made = delegate(house, Role.VIEWER)
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        assert authorities.revoke_authority(session, admin, made.id).revoked_by == admin.actor_id
        authorities.revoke_authority(session, admin, made.id)
    assert not seated(house, Role.VIEWER).can(Permission.APPROVE)
    with house.database.transaction(neighbour.agency_id) as session:
        assert queries.find_authority(neighbour.agency_id, session, made.id) is None


def test_a_delegation_of_one_page_is_for_that_page(house: House) -> None:
    """The right does not spread."""
    delegate(house, Role.VIEWER, page_id=house.page_id)
    acting = seated(house, Role.VIEWER)
    assert acting.can(Permission.APPROVE, house.page_id)
    assert not acting.can(Permission.APPROVE, house.page_id + 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"valid_to": None}, "valid_to"),
        ({"valid_to": TODAY - DAY}, "valid_to"),
        ({"user_id": 0}, "user"),
        ({"page_id": 10**9}, "page"),
    ],
)
def test_a_delegation_says_what_the_law_asks(
    house: House, change: dict[str, object], field: str
) -> None:
    """A number, an end, a person, a page of ours; the error names the field."""
    with pytest.raises(BadInputError) as refused:
        delegate(house, Role.VIEWER, **change)
    assert refused.value.facts["field"] == field


def test_only_administrators_give_authorities(house: House) -> None:
    """A spokesperson does not name their own deputy here."""
    minh = house.who(Role.SPOKESPERSON)
    change = AuthorityChange(minh.actor_id or 0, AuthorityBasis.HEAD, TODAY)
    with house.database.transaction(house.agency_id) as session, pytest.raises(ForbiddenError):
        authorities.give_authority(session, minh, change)


def test_the_agency_says_what_is_sensitive(house: House) -> None:
    """The list is its own."""
    with house.database.transaction(house.agency_id) as session:
        authorities.set_sensitive(session, house.who(Role.ADMINISTRATOR), [Label.FEEDBACK])
        assert queries.sensitive_labels(house.agency_id, session) == {Label.FEEDBACK}
    without_authorities(house)
    minh = house.who(Role.SPOKESPERSON)
    approve(house, minh, submitted(house, Label.CONTRARY_INFORMATION))
    with pytest.raises(ForbiddenError):
        approve(house, minh, submitted(house, Label.FEEDBACK, "c2"))


def test_hosts_are_kept_as_hosts(house: House) -> None:
    """An address typed whole is taken for its host; what is none is refused."""
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        authorities.add_host(session, admin, " https://www.HoaMai.gov.vn/tin-tuc ")
        authorities.add_host(session, admin, "hoamai.gov.vn")
        assert "hoamai.gov.vn" in queries.official_hosts(house.agency_id, session)
        authorities.remove_host(session, admin, "hoamai.gov.vn")
        assert "hoamai.gov.vn" not in queries.official_hosts(house.agency_id, session)
        for wrong in ("", "hoa mai", "javascript:1", "vn", "-a.vn"):
            with pytest.raises(BadInputError):
                authorities.add_host(session, admin, wrong)


@pytest.mark.parametrize(
    ("verb", "because", "told"),
    [
        (CommentVerb.EDITED, VoidReason.COMMENT_CHANGED, "đã sửa bình luận"),
        (CommentVerb.DELETED, VoidReason.COMMENT_DELETED, "đã xóa bình luận"),
    ],
)
def test_what_the_citizen_changes_voids_the_approval_and_says_so(
    house: House, verb: CommentVerb, because: VoidReason, told: str
) -> None:
    """Whoever would approve is told why they can't."""
    approval = submitted(house)
    house.take(event("c1", "Tôi hỏi chuyện khác cơ", verb=verb, at=NOW), received_at=NOW)
    with house.database.transaction(house.agency_id) as session:
        after = session.get_one(Approval, (house.agency_id, approval.id))
        assert (after.state, after.void_because) == (ApprovalState.VOID, because)
    with pytest.raises(ConflictError, match=told):
        approve(house, house.who(Role.SPOKESPERSON), approval)


def test_signing_in_is_no_proof_for_the_first_approval(house: House) -> None:
    """Proving who one is is asked once a session, and no earlier session counts."""

    def opened(session: Session) -> str:
        user = find_user(house.agency_id, session, house.who(Role.SPOKESPERSON).actor_id or 0)
        assert user is not None
        ends = datetime.now(UTC) + timedelta(hours=1)
        return accounts.open_session(session, user, ends, "").token

    with house.database.transaction(house.agency_id) as session:
        token, other = opened(session), opened(session)
        with pytest.raises(ForbiddenError, match="Lần duyệt đầu tiên"):
            proofs.require_proof(house.agency_id, session, token)
        proved = proofs.prove(house.agency_id, session, token, "mot-cau-dai-de-nho", None)
        assert proved is not None
        session.execute(text("UPDATE sign_in_sessions SET fresh_at = now() - interval '3 hours'"))
        session.expire_all()
        proofs.require_proof(house.agency_id, session, proved.token)
        with pytest.raises(ForbiddenError):
            proofs.require_proof(house.agency_id, session, other)


def told(house: House, role: Role) -> list[CaseNews | None]:
    """Why somebody was told of cases, the newest first."""
    with house.database.transaction(house.agency_id) as session:
        user_id = house.who(role).actor_id or 0
        rows = notifications(house.agency_id, session, user_id, limit=10)
        return [row.news for row, _ in rows]


def test_people_are_told_of_what_waits_comes_back_and_falls(house: House) -> None:
    """Whoever may approve, then whoever wrote; the author is not told of their own act."""
    delegate(house, Role.VIEWER)
    approval = submitted(house)
    assert told(house, Role.SPOKESPERSON) == [CaseNews.REPLY_WAITING]
    assert told(house, Role.VIEWER) == [CaseNews.REPLY_WAITING]
    assert told(house, Role.DRAFTER) == told(house, Role.AUDITOR) == []
    with house.database.transaction(house.agency_id) as session:
        minh = house.who(Role.SPOKESPERSON)
        approvals.return_to_author(session, minh, approval.id, "Thiếu nguồn")
    assert told(house, Role.DRAFTER) == [CaseNews.REPLY_RETURNED]
    with house.database.transaction(house.agency_id) as session:
        lan = house.who(Role.DRAFTER)
        approvals.submit(session, lan, approval.case_id, draft_version=1)
    house.take(event("c1", "Tôi hỏi chuyện khác", verb=CommentVerb.EDITED, at=NOW), received_at=NOW)
    assert told(house, Role.DRAFTER)[0] is CaseNews.REPLY_VOID


def test_what_was_decided_waits_in_nobodys_bell(house: House) -> None:
    """Three may approve, one does: the others need not look, nor get a letter of it later."""
    delegate(house, Role.VIEWER)
    approval = submitted(house)
    asked = unread(house)
    approve(house, house.who(Role.SPOKESPERSON), approval)

    assert asked == {Role.SPOKESPERSON, Role.VIEWER}
    assert unread(house) == set()


def test_what_its_author_took_back_waits_in_nobodys_bell(house: House) -> None:
    """It could only be refused."""
    approval = submitted(house)
    with house.database.transaction(house.agency_id) as session:
        approvals.withdraw(session, house.who(Role.DRAFTER), approval.id)

    assert unread(house) == set()


def unread(house: House) -> set[Role]:
    """Whose bell counts a reply that waits."""
    with house.database.transaction(house.agency_id) as session:
        return {
            role
            for role in Role
            for row, _ in notifications(
                house.agency_id, session, house.who(role).actor_id or 0, limit=10
            )
            if row.news is CaseNews.REPLY_WAITING and row.read_at is None
        }
