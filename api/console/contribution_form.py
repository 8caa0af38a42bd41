"""What became of what a citizen proposed, as the case's card asks for it."""

from __future__ import annotations

from api.console.words import one_line
from api.security import Desk
from api.view_models.duties import ContributionForm
from api.view_models.parts import Choice
from moderation.duties.contributions import is_contribution
from moderation.models import Case
from moderation.policy import Permission
from moderation.queries.contributions import consultations, contribution_of

__all__ = ["contribution_form"]


def contribution_form(desk: Desk, case: Case) -> ContributionForm | None:
    """For whoever decides on the case, and where it is a contribution at all."""
    if not is_contribution(case) or not desk.who.can(Permission.TRIAGE, case.page_id):
        return None
    said = contribution_of(desk.who.agency_id, desk.session, case.id)
    chosen = said.consultation_id if said else None
    return ContributionForm(
        said=said.outcome if said else None,
        reason=said.reason if said else "",
        consultations=tuple(
            Choice(str(one.id), one_line(one.name), one.id == chosen)
            for one in consultations(desk.who.agency_id, desk.session)
        ),
    )
