"""What is wrong with a connection, as a sentence: what happened and what to do."""

from __future__ import annotations

from api.console.words import Say, one_line

__all__ = ["trouble_words"]

_TROUBLES = {
    "token": "Khóa đã hết hiệu lực: hãy lấy khóa mới rồi kết nối lại.",
    "token_lost": "Khóa gia hạn không còn dùng được: hãy lấy khóa mới rồi kết nối lại.",
    "permission": "Khóa thiếu quyền trả lời bình luận: hãy cấp quyền rồi kết nối lại.",
    "rate": "Mạng xã hội yêu cầu gọi chậm lại; hệ thống tự thử lại.",
    "quota": "Đã hết hạn mức trong ngày của mạng xã hội; hệ thống tự đọc tiếp khi có hạn mức mới.",
    "not_reached": "Chưa gọi được tới mạng xã hội: kiểm tra đường mạng ra ngoài của máy chủ.",
    "certificate": "Chứng chỉ của mạng xã hội không được tin: xem đồng hồ của máy chủ, rồi proxy.",
    "no_answer": "Mạng xã hội chưa trả lời; hệ thống tự thử lại.",
    "host_not_allowed": "Địa chỉ gọi không được phép.",
    "keys": "Không mở được khóa đã lưu: tệp khóa của hệ thống không đúng.",
    "signature": "Gói tin đến bị từ chối vì chữ ký không khớp: kiểm tra khóa ký ở phía gửi.",
    "nobody_looks": "Chưa ai đọc trang này: kiểm tra dịch vụ chạy nền của hệ thống.",
    "nothing_to_renew": "Thiếu khóa gia hạn: hãy kết nối lại và dán đủ các khóa.",
}


def trouble_words(code: str | None, say: Say) -> str:
    """The sentence for a stable code; empty where nothing is wrong."""
    if not code:
        return ""
    known = _TROUBLES.get(code)
    if known is not None:
        return say(known)
    return say("Lần gọi gần nhất không thành (mã %(code)s).") % {"code": one_line(code)}
