"""The page of reports of audits, and the same as a workbook: for a team, the service and the board."""

from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.cycle.audits import moderating
from lif_plugin.cycle.audits.report_book import about_lines, cells_of, columns_of, report_book, shown
from lif_plugin.cycle.audits.reporting import audit_report, feedback_report, teams_of_agency
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_report import Group, Report, ReportLevel
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import NotFound
from lif_plugin.web.pages import page
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS: Final = {
    "Grades by programme": "grades",
    "Grades over time": "over_time",
    "Themes": "themes",
    "The child's voice, by where it was looked for": "voice",
}


async def show(request: Request) -> Response:
    """Show a report; `?level=`, `?quarter=` and `?team=` choose it."""
    values = await in_thread(request, _values, services_of(request), viewer_of(request), _asked(request))
    return page(request, "audit_report.html", **values)


async def workbook(request: Request) -> Response:
    """Hand out the same report as a workbook."""
    viewer, services = viewer_of(request), services_of(request)
    level, quarter, team = _asked(request)
    report: Report = await in_thread(
        request, audit_report, Desk.over(services.store), viewer, level, quarter, team
    )
    name = quote(f"audits-{report.quarter}-{report.team or report.level.value}.xlsx", safe="")
    return Response(
        report_book(report),
        media_type=_XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _asked(request: Request) -> tuple[ReportLevel, str | None, str | None]:
    asked = request.query_params
    team = asked.get("team") or None
    level = asked.get("level") or ("team" if team else "service")
    if level not in set(ReportLevel):
        raise NotFound("There is no such report.")
    return ReportLevel(level), asked.get("quarter") or None, team


def _values(
    services: Services, viewer: Viewer, asked: tuple[ReportLevel, str | None, str | None]
) -> dict[str, Any]:
    desk = Desk.over(services.store)
    report = audit_report(desk, viewer, *asked)
    leads = viewer.may(Right.DRAW_AUDITS)
    feedback = feedback_report(desk, viewer, report.quarter) if leads else ()
    return {
        "report": report,
        "about": about_lines(report),
        "tables": [_table(title, getattr(report, name)) for title, name in _PARTS.items()],
        "feedback": _table("What practitioners think of how audits were made", feedback),
        "read_twice": moderating.agreement(desk, viewer) if viewer.may(Right.READ_AUDITS) else (),
        "teams": teams_of_agency(desk, viewer),
        "levels": [one.value for one in ReportLevel if one is not ReportLevel.TEAM],
    }


def _table(title: str, groups: tuple[Group, ...]) -> dict[str, Any]:
    columns = columns_of(groups)
    rows = [(group.name, cells_of(group, columns), shown(group.total)) for group in groups]
    return {"title": title, "columns": columns, "rows": rows}
