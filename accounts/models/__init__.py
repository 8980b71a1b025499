from .data_export import DataExport
from .notice import Notice, NoticePreference
from .user import User

__all__ = ["DataExport", "Notice", "NoticePreference", "User"]
