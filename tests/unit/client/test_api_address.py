"""The address of an API."""

from __future__ import annotations

import pytest

from nomnom.client.api import Api
from nomnom.errors import ClientError


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8080", "localhost:8080", "ftp://host", "http://", "", "http://h:x"]
)
def test_an_address_without_scheme_or_host_is_refused(url: str) -> None:
    """The error shows what an address looks like."""
    with pytest.raises(ClientError, match="expected http://host:port; correct --url"):
        Api(url)


def test_errors_show_no_password() -> None:
    """The address in errors is the one that was given, without what lets one in."""
    with Api("http://me:secret@host:8080/nomnom/") as api:
        assert "http://host:8080/nomnom" == api.url
