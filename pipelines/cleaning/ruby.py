"""Ruby annotations in the text: the words stay whole, and their reading follows in brackets."""


def move_readings(parts: list[str]) -> None:
    """Move the readings of each `ruby` behind its words: 漢(かん)字(じ) becomes 漢字(かんじ).

    `parts` are texts and tags in turn, of sanitised HTML.
    """
    readings: list[str] | None = None
    within = ""
    for at in range(1, len(parts), 2):
        name = parts[at].partition(" ")[0]
        if name == "ruby":
            readings = []
        elif name == "/ruby" and readings is not None:
            reading = _joined(readings)
            if reading:
                parts[at - 1] += f"({reading})"
            readings, within = None, ""
        elif name in {"rt", "rp"}:
            within = name
        elif name in {"/rt", "/rp"}:
            within = ""
        if within:
            if within == "rt" and readings is not None:
                readings.append(parts[at + 1])
            parts[at + 1] = ""


def _joined(readings: list[str]) -> str:
    """Syllables of kana are one word; those of an alphabet are words."""
    found = [reading.strip() for reading in readings if reading.strip()]
    return (" " if any(reading.isascii() or reading[0] < "\u2e80" for reading in found) else "").join(found)
