"""The 2017 sample return, repeated with other children until it has about as many rows as asked for."""

import csv
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "fixtures" / "ssda903"
ROWS_IN_SAMPLE = 7409


def scaled(folder: Path, rows: int) -> list[Path]:
    """Write the set into a folder; child ids get a suffix in each repetition."""
    folder.mkdir(parents=True, exist_ok=True)
    copies = max(1, round(rows / ROWS_IN_SAMPLE))
    files = []
    for source in sorted(SOURCE.glob("2017-*.csv")):
        header, *lines = list(csv.reader(source.open(encoding="utf-8-sig")))
        target = folder / source.name
        with target.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(header)
            for copy in range(copies):
                writer.writerows([f"{line[0]}{copy:03}", *line[1:]] for line in lines)
        files.append(target)
    return files
