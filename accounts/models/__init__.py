from .data_export import DataExport
from .notice import Notice
from .user import User

__all__ = ["DataExport", "Notice", "User"]
