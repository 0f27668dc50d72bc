"""Files Telegram keeps, by content: sending the same photo twice costs no more memory."""

import struct
from collections import OrderedDict
from hashlib import sha256

from bot.demo.telegram.rules import PHOTO_LIMIT_BYTES, UPLOAD_LIMIT_BYTES, refuse
from bot.demo.telegram.shapes import Raw, Upload

FILES_KEPT = 2000
SPOKEN = {
    "photo": "Photo",
    "document": "Document",
    "voice": "VoiceNote",
    "video": "Video",
    "video_note": "VideoNote",
    "sticker": "Sticker",
    "audio": "Audio",
}
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
MIME = {"pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "ics": "text/calendar"}


class Files:
    def __init__(self) -> None:
        self.kept: OrderedDict[str, Upload] = OrderedDict()

    def add(self, kind: str, name: str, content: bytes) -> Upload:
        """Keep a file; its id is made of its kind and content."""
        _check(kind, content)
        digest = sha256(f"{kind}:{name}:".encode() + content).hexdigest()
        file = Upload(f"AgAC{digest}", kind, name, content)
        self.kept[file.file_id] = file
        while len(self.kept) > FILES_KEPT:
            self.kept.popitem(last=False)
        return file

    def known(self, file_id: str, kind: str) -> Upload:
        """The file a bot names by id; it must be of the kind that the method sends."""
        file = self.kept.get(file_id)
        if not file:
            raise refuse("bad file")
        if file.kind != kind:
            raise refuse("file kind", is_a=SPOKEN[file.kind], wanted=SPOKEN[kind])
        return file

    def forget(self) -> None:
        """From now on no file is known by its old id, as happens to a bot's files in time."""
        self.kept.clear()

    def at(self, path: str) -> Upload | None:
        return next((file for file in self.kept.values() if file.path == path), None)


def _check(kind: str, content: bytes) -> None:
    if not content:
        raise refuse("empty file")
    if len(content) > (PHOTO_LIMIT_BYTES if kind == "photo" else UPLOAD_LIMIT_BYTES):
        raise refuse("big file")
    if kind == "photo" and not content.startswith(PICTURES):
        raise refuse("bad photo")


def described(file: Upload) -> Raw:
    """What a message says of a file: its field and that field's value."""
    base: Raw = {
        "file_id": file.file_id,
        "file_unique_id": file.file_id[4:20],
        "file_size": len(file.content),
    }
    width, height = _size(file.content)
    match file.kind:
        case "photo":
            return {"photo": [base | {"width": width, "height": height}]}
        case "document":
            mime = MIME.get(file.name.rpartition(".")[2].lower(), "application/octet-stream")
            return {"document": base | {"file_name": file.name, "mime_type": mime}}
        case "voice":
            return {"voice": base | {"duration": 3, "mime_type": "audio/ogg"}}
        case "audio":
            return {"audio": base | {"duration": 30, "title": file.name, "mime_type": "audio/mpeg"}}
        case "video":
            return {
                "video": base | {"width": width, "height": height, "duration": 5, "mime_type": "video/mp4"}
            }
        case "video_note":
            return {"video_note": base | {"length": 240, "duration": 5}}
    still = {"is_animated": False, "is_video": False, "type": "regular", "emoji": "👍"}
    return {"sticker": base | {"width": 512, "height": 512} | still}


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; a usual photo's otherwise."""
    if content.startswith(PICTURES[0]) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return 1280, 960
