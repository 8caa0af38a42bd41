"""Pages on people, accounts and the audit log with invented contents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.qr import qr_of
from api.view_models.doors import ProviderLink
from api.view_models.parts import Choice, FieldError
from api.view_models.people import (
    AccountPage,
    AuditLine,
    AuditPage,
    GrantRow,
    IdentityLine,
    IdentityPage,
    MatrixRow,
    NewPersonPage,
    OpenSession,
    PasskeyLine,
    PeoplePage,
    PersonLine,
    PersonPage,
    PowerCell,
    PowerRow,
    ProgramKey,
    ProvePage,
    RecoveryCodesPage,
    RolesPage,
    SecondFactorPage,
    SignInCodePage,
    SignInLine,
)
from api.words import EVENTS_VI, PERMISSIONS_VI, ROLES_VI
from moderation.policy import MATRIX, is_fixed
from moderation.replies.authorities import LACKS_AUTHORITY, LACKS_SECOND_FACTOR
from tests.browser.sample_cases import ago, shell

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PEOPLE_PAGES"]

LAN = PersonLine(
    7, "Trần Ngọc Lan", "lan.tran", ("Quản trị trang", "Người soạn (Phường Hoa Mai)"),
    is_active=True, has_second_factor=True, last_seen_at=ago(3),
)  # fmt: skip
PEOPLE = (
    LAN,
    PersonLine(8, "Lê Thanh Hà", "ha.le", ("Quản trị",), True, False, ago(1500)),
    PersonLine(9, "Đỗ Thị Bích Vân", "van.do", (), False, False, None),
)
HISTORY = (
    SignInLine(ago(3), "Đăng nhập", is_bad=False),
    SignInLine(ago(5), "Đăng nhập sai", is_bad=True),
    SignInLine(ago(1600), "Xác nhận lại danh tính", is_bad=False),
)
GRANTS = tuple(
    GrantRow(
        name,
        (
            Choice(f"{role.value}-all", "Mọi trang", role.value == "triage"),
            Choice(f"{role.value}-1", "Phường Hoa Mai"),
            Choice(f"{role.value}-2", "Truyền thanh Hoa Mai"),
        ),
    )
    for role, name in ROLES_VI.items()
)
PEOPLE_PAGE = PeoplePage(
    shell=shell("people"),
    people=PEOPLE,
    keys=(
        ProgramKey(3, "Cổng dữ liệu tỉnh", "ph_a1B2", "Người xem", ago(9000), ago(12), False),
        ProgramKey(2, "Kịch bản cũ", "ph_z9Y8", "Quản trị trang", ago(90000), None, True),
    ),
    may_manage_keys=True,
    roles=tuple(Choice(role.value, name) for role, name in ROLES_VI.items()),
    matrix=tuple(
        MatrixRow(name, tuple(permission in MATRIX[role] for role in ROLES_VI))
        for permission, name in PERMISSIONS_VI.items()
    ),
    is_second_factor_required=True,
)
ROLES_PAGE = RolesPage(
    shell=shell("people"),
    roles=tuple(ROLES_VI.values()),
    rows=tuple(
        PowerRow(
            name,
            tuple(
                PowerCell(
                    role_name,
                    "" if is_fixed(role, permission) else f"{role}-{permission}",
                    permission in MATRIX[role],
                    role.value == "viewer" and permission.value == "see_figures",
                )
                for role, role_name in ROLES_VI.items()
            ),
        )
        for permission, name in PERMISSIONS_VI.items()
    ),
    said="Đã lưu. Quyền mới có hiệu lực ngay.",
)
ACCOUNT = AccountPage(
    shell=shell("account"),
    username="lan.tran",
    second_factor_since=None,
    codes_left=0,
    is_second_factor_required=True,
    takes_passkeys=True,
    passkeys=(PasskeyLine(1, "Điện thoại", ago(9000), ago(30)),),
    provider=ProviderLink("/sign-in/with/hoa-mai?purpose=link", "Tài khoản cán bộ tỉnh"),
    identities=(IdentityLine(1, "https://dangnhap.tinh.vi.du", ago(800)),),
    sessions=(
        OpenSession("a" * 64, "Firefox 145, Windows", ago(40), ago(0), is_this=True),
        OpenSession("b" * 64, "Chrome 142, Android", ago(300), ago(200), is_this=False),
    ),
    history=HISTORY,
)
AUDIT = AuditPage(
    shell=shell("audit"),
    lines=(
        AuditLine(912, ago(1), "Trần Ngọc Lan", "Sửa nhãn", 2041, "nhãn: Góp ý, phản ánh"),
        AuditLine(911, ago(2), "Máy", "Máy phân loại", 2041, "nhãn: Tin rác"),
        AuditLine(
            910, ago(30), "Lê Thanh Hà", "Sửa người dùng", None,
            "người dùng: Trần Ngọc Lan; vai trò: Quản trị trang",
        ),
    ),
    people=(Choice("7", "Trần Ngọc Lan", is_chosen=True), Choice("8", "Lê Thanh Hà")),
    kinds=tuple(Choice(kind.value, name) for kind, name in EVENTS_VI.items()),
    case="",
    since="2026-11-01",
    until="",
    older_url="/audit?before=910",
    export_url="/audit/export",
    sealed_at=ago(1),
    sealed_count=412,
)  # fmt: skip

PEOPLE_PAGES: dict[str, Page] = {
    "roles": ROLES_PAGE,
    "people": PEOPLE_PAGE,
    "people_key": replace(PEOPLE_PAGE, new_key="ph_khoa-gia-chi-de-xem-thu-man-hinh-nay"),
    "person": PersonPage(
        shell("people"), LAN, False, GRANTS, 2, HISTORY, (LACKS_AUTHORITY, LACKS_SECOND_FACTOR)
    ),
    "person_password": PersonPage(
        shell("people"), LAN, False, GRANTS, 0, (), new_password="abcde-fghjk-mnpqr-stuvw"
    ),
    "person_new": NewPersonPage(
        shell("people"), "lan tran", "", GRANTS,
        (FieldError("username", "Tên đăng nhập không có khoảng trắng."),
         FieldError("grants", "Chọn ít nhất một vai trò.")),
    ),
    "account": ACCOUNT,
    "account_second": replace(ACCOUNT, second_factor_since=ago(9000), codes_left=9),
    "second_factor": SecondFactorPage(
        shell("account"), "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567", "otpauth://totp/x?secret=A",
        qr_of("otpauth://totp/Phan%20Hoi:lan.tran?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=x"),
    ),
    "recovery_codes": RecoveryCodesPage(
        shell("account"), tuple(f"abcd{n}-fghj{n}" for n in range(10))
    ),
    "prove": ProvePage(shell(None), "/approvals/1", has_second_factor=False),
    "identity": IdentityPage(
        shell("people"),
        issuers=(Choice("x", "https://dangnhap.tinh.vi.du", is_chosen=True),),
        name="Tài khoản cán bộ tỉnh",
        client_id="phanhoi-hoamai",
        strong_words="mfa hwk",
        redirect_uri="https://phanhoi.vi.du/sign-in/back",
        roles=tuple(Choice(role.value, name) for role, name in ROLES_VI.items()),
        password_allowed=True,
        enabled=True,
        version=1,
    ),
    "sign_in_code": SignInCodePage("", "/", errors=(FieldError("code", "Mã không đúng."),)),
    "audit": AUDIT,
    "audit_empty": replace(AUDIT, lines=(), older_url="", sealed_at=None, sealed_count=0),
}  # fmt: skip
