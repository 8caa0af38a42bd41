"""The period's report as its part of the dashboard shows it; every number leads to its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from api.console.figure_addresses import comments_url, list_url
from api.console.words import one_line, say_in
from api.filling import template_of
from api.i18n import counted
from api.security import Desk
from api.view_models.parts import Choice
from api.view_models.period import (
    Count,
    HeatRow,
    Named,
    PeriodGroup,
    PeriodSide,
    PeriodView,
    QueueFlow,
    Times,
    Wave,
)
from moderation.policy import Permission
from moderation.queries import agencies, people
from moderation.queries.case_sets import TALLIED, CaseSet, What
from moderation.queries.comment_sets import CommentSet
from moderation.queries.figure_days import FigureDays
from moderation.queries.figures import held
from moderation.queries.growth import Growth
from moderation.reporting.book import Key
from moderation.reporting.period import Group, PeriodReport, Side, period_report
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import LABELS_VI

__all__ = ["LENGTHS", "names_of", "period_of", "title_of"]

LENGTHS = (7, 30, 90)
_MOST_NAMED = 12


def names_of(desk: Desk) -> tuple[dict[int, str], dict[str, str]]:
    """How the agency's pages and queues are called."""
    agency_id, session = desk.who.agency_id, desk.session
    pages = {page.id: one_line(page.name) for page in agencies.pages(agency_id, session)}
    queues = {
        queue.key: queue.name_en if desk.locale == "en" else queue.name_vi
        for queue in agencies.queues(agency_id, session)
    }
    return pages, queues


def period_of(desk: Desk, *, now: datetime, days: int, book: FigureDays) -> PeriodView:
    """The last days against as many before them."""
    report = period_report(desk.session, desk.who, now=now, days=days, book=book)
    pages, queues = names_of(desk)
    say = say_in(desk.locale)
    whole = CaseSet(What.OPENED, report.now.since, report.now.until)
    return PeriodView(
        days=days,
        lengths=tuple(
            Choice(str(one), counted(desk.locale, one, "day"), one == days) for one in LENGTHS
        ),
        now=_side(report.now),
        before=_side(report.before),
        pages=_groups(
            report.pages, pages.__getitem__, lambda page_id: replace(whole, page_id=page_id)
        ),
        labels=_groups(
            report.labels,
            lambda label: say(LABELS_VI[label]),
            lambda label: replace(whole, label=label),
        ),
        queues=_groups(
            report.queues,
            lambda key: queues.get(key, key),
            lambda key: replace(whole, queue_key=key),
        ),
        flow=tuple(
            QueueFlow(
                queues.get(flow.queue_key, flow.queue_key),
                *(
                    Count(value, list_url(replace(whole, what=what, queue_key=flow.queue_key)))
                    for what, value in (
                        (What.OPENED, flow.came),
                        (What.CLOSED, flow.left),
                        (What.WAITING, flow.backlog),
                    )
                ),
            )
            for flow in report.flow
        ),
        heat=_heat(report.heat, whole),
        heat_most=max(report.heat.values(), default=0),
        **_grown(desk, report, pages, now),
        fields=_topics(desk, report, whole),
        templates=_templates(desk, report, whole),
        people=_people(desk, report, whole, now),
    )


def _side(side: Side) -> PeriodSide:
    """The list looks at the pages that the person may see, as the count did."""
    whole = CaseSet(What.OPENED, side.since, side.until)

    def count(what: What, value: int) -> Count:
        return Count(value, list_url(replace(whole, what=what)))

    return PeriodSide(
        since=side.since.astimezone(VIETNAM).date(),
        until=(side.until - timedelta(days=1)).astimezone(VIETNAM).date(),
        opened=count(What.OPENED, side.opened),
        answered=count(What.ANSWERED, side.answers.n),
        within=count(What.WITHIN, side.answers.within),
        unanswered=count(What.UNANSWERED, side.unanswered),
        **{tally.value: count(what, side.tallies[tally]) for what, tally in TALLIED.items()},
        office=_times(side.answers.office),
        wall=_times(side.answers.wall),
        km_median=side.km_median,
    )


def _times(found: tuple[float, float, float] | None) -> Times | None:
    return None if found is None else Times(*map(round, found))


def _groups(
    groups: Sequence[Group[Key]],
    name: Callable[[Key], str],
    narrowed: Callable[[Key], CaseSet],
) -> tuple[PeriodGroup, ...]:
    made = []
    for group in groups:
        mine = narrowed(group.key)
        office = group.answers.office
        made.append(
            PeriodGroup(
                name(group.key),
                Count(group.opened, list_url(mine)),
                Count(group.answers.n, list_url(replace(mine, what=What.ANSWERED))),
                Count(group.answers.within, list_url(replace(mine, what=What.WITHIN))),
                round(office[0]) if office else None,
                round(office[1]) if office else None,
            )
        )
    return tuple(made)


def _heat(found: dict[tuple[int, int], int], whole: CaseSet) -> tuple[HeatRow, ...]:
    return tuple(
        HeatRow(
            weekday,
            tuple(
                Count(
                    found.get((weekday, hour), 0),
                    list_url(replace(whole, weekday=weekday, hour=hour)),
                )
                for hour in range(24)
            ),
        )
        for weekday in range(1, 8)
    )


def _grown(
    desk: Desk, report: PeriodReport, pages: dict[int, str], now: datetime
) -> dict[str, tuple[Wave, ...]]:
    """What grows fast; the number of a case or post leads to its comments of the last day."""
    since, say = now - timedelta(days=1), say_in(desk.locale)

    def wave(one: Growth, name: str, url: str, behind: str) -> Wave:
        name = one_line(name, 80) or say("(bài không có chữ)")
        count = Count(one.last_day, behind)
        page = pages.get(one.page_id, "")
        return Wave(name, page, url, one.first_at, count, round(one.usual, 1))

    def comments(one: Growth, *, of_case: bool = False) -> str:
        wanted = CommentSet(since, now, page_id=one.page_id)
        key = int(one.key)
        narrowed = replace(wanted, case_id=key) if of_case else replace(wanted, post_id=key)
        return comments_url(narrowed)

    def cases(one: Growth) -> str:
        return list_url(CaseSet(What.OPENED, since, now, topic=one.key))

    return {
        "groups": tuple(
            wave(one, one.post_text, f"/cases/{one.key}", comments(one, of_case=True))
            for one in report.groups
        ),
        "posts": tuple(
            wave(one, one.post_text, behind, behind)
            for one in report.posts
            for behind in (comments(one),)
        ),
        "topics": tuple(
            wave(one, title_of(desk, one.key), cases(one), cases(one)) for one in report.topics
        ),
    }


def title_of(desk: Desk, template_id: str) -> str:
    """How a template is called, an archived one too."""
    found = template_of(desk.who.agency_id, desk.session, template_id)
    return one_line(found.title) if found else template_id


def _topics(desk: Desk, report: PeriodReport, whole: CaseSet) -> tuple[Named, ...]:
    """Cases by the template that suits best, and whose field of work that is."""
    made = []
    for one in report.fields[:_MOST_NAMED]:
        found = template_of(desk.who.agency_id, desk.session, one.key)
        name, about = (one_line(found.title), one_line(found.owner)) if found else (one.key, "")
        made.append(Named(name, Count(one.n, list_url(replace(whole, topic=one.key))), about))
    return tuple(made)


def _templates(desk: Desk, report: PeriodReport, whole: CaseSet) -> tuple[Named, ...]:
    say = say_in(desk.locale)
    replied = replace(whole, what=What.REPLIED)
    return tuple(
        Named(
            title_of(desk, one.key) if one.key else say("Không theo mẫu"),
            Count(one.n, list_url(replace(replied, key=one.key))),
        )
        for one in report.templates[:_MOST_NAMED]
    )


def _people(desk: Desk, report: PeriodReport, whole: CaseSet, now: datetime) -> tuple[Named, ...]:
    """What each decided and holds, by name: who is quicker is nobody's business here."""
    agency_id, session = desk.who.agency_id, desk.session
    decided = {one.key: one.n for one in report.workload}
    holding = held(agency_id, session, page_ids=desk.who.pages(Permission.SEE_FIGURES), now=now)
    return tuple(
        Named(
            one_line(person.full_name),
            Count(decided.get(key, 0), list_url(replace(whole, what=What.DECIDED, key=key))),
            held=Count(
                holding.get(person.id, 0),
                list_url(CaseSet(What.HELD, now, now, key=key)),
            ),
        )
        for person in people.users(agency_id, session)
        for key in (str(person.id),)
        if decided.get(key) or holding.get(person.id)
    )
