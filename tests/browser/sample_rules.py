"""The agency's own rules with invented contents."""

from __future__ import annotations

from dataclasses import replace

from api import view_models as v
from api.view_models import Page
from moderation.vocabulary import Label, Priority, RuleState
from tests.browser.sample_cases import QUEUES, ago, shell

__all__ = ["RULE_PAGES"]

_LINES = "vỡ đê\ntràn đê\n/lũ cấp [1-5]/\nvà:\nphường Hoa Mai\nkhông:\ndiễn tập\ntập huấn"
RULES = v.RulesPage(
    shell("routing"),
    (
        v.RuleLine(
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
        v.RuleLine(
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
        v.RuleLine(3, "Tuyển sinh 2026", RuleState.OFF, "lớp 1", "", None, "", Priority.HIGH, 230),
    ),
)
_EXAMPLE = v.RuleExample(
    "Phường Hoa Mai",
    ago(300),
    (
        v.TextSegment("nghe nói "),
        v.TextSegment("vỡ đê", ("rule",)),
        v.TextSegment(" chỗ phường hoa mai rồi phải không ạ, bà con chạy chưa"),
    ),
)
RULE = v.RulePage(
    shell("routing"),
    1,
    RuleState.DRAFT,
    3,
    v.RuleForm("Bão lũ, vỡ đê", _LINES, label=Label.CONTRARY_INFORMATION, priority=Priority.URGENT),
    (v.Choice("1", "Phường Hoa Mai"),),
    tuple(v.Choice(queue.key, queue.name) for queue in QUEUES[:6]),
)

RULE_PAGES: dict[str, Page] = {
    "rules": RULES,
    "rules_none": replace(RULES, rules=()),
    "rules_read_only": replace(RULES, may_edit=False),
    "rule": replace(RULE, trial=v.RuleTrial(14, 20_000, True, (_EXAMPLE, _EXAMPLE))),
    "rule_live": replace(RULE, state=RuleState.LIVE),
    "rule_errors": replace(
        RULE,
        id=None,
        errors=(
            v.FieldError(
                "lines", "Mẫu /(lũ/ sai ở ký tự thứ 1, chỗ “(lũ”: có ngoặc “(” chưa đóng."
            ),
        ),
    ),
}
