"""The agency's own rules with invented contents."""

from __future__ import annotations

from dataclasses import replace

from api.view_models.parts import Choice, FieldError, Page, TextSegment
from api.view_models.rules import RuleExample, RuleForm, RuleLine, RulePage, RulesPage, RuleTrial
from moderation.vocabulary import Label, Priority, RuleState
from tests.browser.sample_cases import QUEUES, ago, shell

__all__ = ["RULE_PAGES"]

_LINES = "vỡ đê\ntràn đê\n/lũ cấp [1-5]/\nvà:\nphường Hoa Mai\nkhông:\ndiễn tập\ntập huấn"
RULES = RulesPage(
    shell("routing"),
    (
        RuleLine(
            1,
            "Bão lũ, vỡ đê",
            RuleState.LIVE,
            "vỡ đê, tràn đê, /lũ cấp [1-5]/, không: diễn tập",
            "",
            Label.CONTRARY_INFORMATION,
            "Trái chiều",
            Priority.URGENT,
            14,
        ),
        RuleLine(
            2,
            "Lừa đảo mạo danh cán bộ thu thuế qua điện thoại",
            RuleState.DRAFT,
            "tự xưng cán bộ thuế, cài ứng dụng thuế, gọi điện báo nợ thuế, và: chuyển khoản",
            "Phường Hoa Mai",
            Label.POLICY_QUESTION,
            "",
            None,
            0,
        ),
        RuleLine(3, "Tuyển sinh 2026", RuleState.OFF, "lớp 1", "", None, "", Priority.HIGH, 230),
    ),
)
_EXAMPLE = RuleExample(
    "Phường Hoa Mai",
    ago(300),
    (
        TextSegment("nghe nói "),
        TextSegment("vỡ đê", ("rule",)),
        TextSegment(" chỗ phường hoa mai rồi phải không ạ, bà con chạy chưa"),
    ),
)
RULE = RulePage(
    shell("routing"),
    1,
    RuleState.DRAFT,
    3,
    RuleForm("Bão lũ, vỡ đê", _LINES, label=Label.CONTRARY_INFORMATION, priority=Priority.URGENT),
    (Choice("1", "Phường Hoa Mai"),),
    tuple(Choice(queue.key, queue.name) for queue in QUEUES[:7]),
)

RULE_PAGES: dict[str, Page] = {
    "rules": RULES,
    "rules_none": replace(RULES, rules=()),
    "rules_read_only": replace(RULES, may_edit=False),
    "rule": replace(RULE, trial=RuleTrial(14, 20_000, True, (_EXAMPLE, _EXAMPLE))),
    "rule_live": replace(RULE, state=RuleState.LIVE),
    "rule_errors": replace(
        RULE,
        id=None,
        errors=(
            FieldError("lines", "Mẫu /(lũ/ sai ở ký tự thứ 1, chỗ “(lũ”: có ngoặc “(” chưa đóng."),
        ),
    ),
}
