"""OpenSSH signature blobs for entries (model 1.10)."""

import hashlib

from . import ed25519

NAMESPACE = b"entry@chancery"


class Blob:
    """Reads SSH strings; once it ran short it stays short."""

    def __init__(self, data):
        self.data = data
        self.short = False

    def take(self, size):
        if self.short or size > len(self.data):
            self.short = True
            return b""
        out, self.data = self.data[:size], self.data[size:]
        return out

    def string(self):
        return self.take(int.from_bytes(self.take(4), "big"))

    def done(self):
        return not self.short and self.data == b""


def pair(data):
    b = Blob(data)
    kind, value = b.string(), b.string()
    return (kind, value) if b.done() else (b"", b"")


def string(data):
    return len(data).to_bytes(4, "big") + data


def verify(public, message, blob):
    b = Blob(blob)
    head = b.take(6) + b.take(4)
    key, space, reserved = b.string(), b.string(), b.string()
    hash_name, signature = b.string(), b.string()
    if not b.done() or head != b"SSHSIG\0\0\0\1" or space != NAMESPACE:
        return False
    if reserved != b"" or hash_name not in (b"sha512", b"sha256"):
        return False
    if pair(key) != (b"ssh-ed25519", public):
        return False
    kind, value = pair(signature)
    if kind != b"ssh-ed25519":
        return False
    digest = hashlib.new(hash_name.decode(), message).digest()
    signed = b"SSHSIG" + string(space) + string(reserved) + \
        string(hash_name) + string(digest)
    return ed25519.verify(public, signed, value)
