"""Where what belongs to one person is kept: outside of everything that is served by an address."""

from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files under `settings.PRIVATE_ROOT`. None has an address; a view that knows who may read
    it opens it."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def location(self) -> str:
        return str(Path(settings.PRIVATE_ROOT).resolve())

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Private files have no address.")


def private_storage() -> PrivateStorage:
    return PrivateStorage()
