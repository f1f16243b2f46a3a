"""Run in the peer's own environment: three rules by hand over a record in CSV. Prints JSON: seconds and gaps of each.

Each query counts what our rule of the same name calls a gap, as of the day given; loading is not counted.
"""

import json
import sys
import time

import duckdb  # type: ignore[import-not-found]  # it is in the peer's own environment

# The last visit at which the child was seen, since a protection plan began that lasts, is more than 28 days ago;
# two plans that wait since one visit are one gap, and a visit that does not say whether leaves it open.
GAP_SINCE = """
WITH day AS (SELECT strptime(CAST($day AS VARCHAR), '%Y%m%d')::DATE AS it),
visit AS (SELECT case_id, id, occurred_day, seen, strptime(CAST(occurred_day AS VARCHAR), '%Y%m%d')::DATE AS it
          FROM record WHERE kind = 'visit' AND live = 1 AND occurred_day <= $day),
plan AS (SELECT case_id, id, occurred_day, strptime(CAST(occurred_day AS VARCHAR), '%Y%m%d')::DATE AS it
         FROM record WHERE kind = 'plan' AND live = 1 AND code = 'CP' AND occurred_day <= $day
           AND (until_day IS NULL OR until_day > $day)),
last AS (SELECT plan.case_id, plan.id, plan.it, max(visit.it) AS seen_on
         FROM plan LEFT JOIN visit ON visit.case_id = plan.case_id AND visit.seen = 'yes' AND visit.it >= plan.it
         GROUP BY ALL),
late AS (SELECT case_id, coalesce(seen_on, last.it) AS since, CASE WHEN seen_on IS NULL THEN id END AS plan
         FROM last, day WHERE day.it - coalesce(seen_on, last.it) > 28)
SELECT count(*) FROM (SELECT DISTINCT * FROM late) AS late, day
WHERE NOT EXISTS (SELECT 1 FROM visit WHERE visit.case_id = late.case_id AND visit.seen IS NULL
                  AND visit.it >= since AND day.it - visit.it <= 28)
"""

# A missing episode ended, and no return interview follows within 72 hours; of a day only the day is known.
DUE_AFTER = """
WITH talk AS (SELECT case_id, occurred_at, occurred_day, held FROM record
              WHERE kind = 'return_interview' AND live = 1 AND (held IS NULL OR held <> 'no')),
gone AS (SELECT case_id, id, until_at, until_day, until_at + 259200000 AS due FROM record
         WHERE kind = 'missing' AND live = 1 AND code = 'M' AND until_at IS NOT NULL)
SELECT count(*) FROM gone WHERE $moment > due + 86399999 AND NOT EXISTS (
    SELECT 1 FROM talk WHERE talk.case_id = gone.case_id
      AND (talk.occurred_at >= gone.until_at OR talk.occurred_day = gone.until_day)
      AND talk.occurred_at <= gone.due + 86399999)
"""

# A review that was held, and the one before it, without the child's view.
LAST_N = """
WITH run AS (SELECT held = 'yes' AND code IN ('PN4', 'PN7') AS gap,
                    lag(held = 'yes' AND code IN ('PN4', 'PN7')) OVER (PARTITION BY case_id ORDER BY occurred_at, key) AS before
             FROM record WHERE kind = 'review' AND live = 1 AND (held IS NULL OR held <> 'no'))
SELECT count(*) FROM run WHERE gap AND before
"""

QUERIES = {"VOC-05C": GAP_SINCE, "VOC-21": DUE_AFTER, "VOC-08": LAST_N}


def main() -> None:
    """Load, run each query three times, keep the best."""
    path, day, moment = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE record AS SELECT * FROM read_csv('{path}', header = true, "
        "types = {'until_at': 'BIGINT', 'until_day': 'INTEGER', 'code': 'VARCHAR', 'seen': 'VARCHAR', 'held': 'VARCHAR'})"
    )
    said = {}
    for rule, query in QUERIES.items():
        given = {name: value for name, value in (("day", day), ("moment", moment)) if f"${name}" in query}
        times = []
        for _round in range(3):
            started, worked = time.perf_counter(), time.process_time()
            row = connection.execute(query, given).fetchone()
            times.append((time.perf_counter() - started, time.process_time() - worked))
        seconds, cpu = min(times)
        said[rule] = {"seconds": seconds, "cpu": cpu, "gaps": row[0] if row else None}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
