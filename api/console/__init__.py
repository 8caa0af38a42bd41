"""The console: pages that people work in."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.console import (
    account,
    agency_rules,
    api_docs,
    approvals,
    audit,
    authorities,
    bulk,
    calendar,
    cases,
    clocks,
    comment_list,
    connections,
    contributions,
    corrections,
    dashboard,
    decisions,
    drafts,
    duties,
    endpoints,
    figure_list,
    hiding,
    holding,
    identity,
    imports,
    incidents,
    live,
    notes,
    notice_settings,
    notifications,
    page_public,
    pages,
    passkeys,
    people,
    preferences,
    privacy,
    publishing,
    queues,
    referrals,
    registry,
    reply_state,
    reports,
    revealing,
    roles,
    routing,
    rulebook,
    saved_views,
    second_looks,
    set_aside,
    sign_in,
    status,
    suspects,
    template_editor,
    templates,
    tips,
    traits,
    transparency,
)
from api.security import guard_cross_site

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(guard_cross_site)], include_in_schema=False)
for part in (sign_in, queues, live, cases, decisions, drafts, imports, dashboard, templates):
    router.include_router(part.router)
router.include_router(template_editor.router)
router.include_router(authorities.router)
for part in (
    bulk,
    saved_views,
    approvals,
    reply_state,
    hiding,
    publishing,
    connections,
    endpoints,
    agency_rules,
    routing,
    calendar,
    clocks,
    notifications,
    notice_settings,
    pages,
    api_docs,
):
    router.include_router(part.router)
# `/people/roles` and the like before `/people/{user_id}`, which would read them as numbers.
for part in (
    account,
    passkeys,
    identity,
    roles,
    people,
    audit,
    figure_list,
    comment_list,
    holding,
    set_aside,
):
    router.include_router(part.router)
for part in (
    page_public,
    traits,
    referrals,
    registry,
    privacy,
    revealing,
    notes,
    status,
    corrections,
    second_looks,
    preferences,
    reports,
    transparency,
    tips,
    incidents,
    rulebook,
    contributions,
    duties,
    suspects,
):
    router.include_router(part.router)
