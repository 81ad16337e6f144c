import pytest

from crawler.blogger.response_checks import read_retry_after

NOW = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"5", 5.0),
        ("5", 5.0),
        (b" 120 ", 120.0),
        (b"0", 0.0),
        (b"99999999999999999999", 999999999.0),
        (b"Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
        (b"Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (b"\xff\xfe", None),
        (None, None),
    ],
)
def test_both_forms_of_the_header(header: bytes | str | None, seconds: float | None) -> None:
    assert read_retry_after(header, now=NOW) == seconds
