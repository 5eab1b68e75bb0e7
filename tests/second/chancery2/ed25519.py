"""Ed25519 in pure Python (RFC 8032), with the acceptance rule of log 3.4."""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
SMALL = {bytes.fromhex(h) for h in (
    "00" * 32, "01" + "00" * 31,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ec" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f")}


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p = add(p, p)
        n >>= 1
    return q


def recover_x(y, sign):
    """x of the point with this y, or None; sign of x as asked."""
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign and x else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)
POWERS = [BASE]
for _ in range(255):
    POWERS.append(add(POWERS[-1], POWERS[-1]))


def times_base(n):
    q = (0, 1, 1, 0)
    for i in range(n.bit_length()):
        if n >> i & 1:
            q = add(q, POWERS[i])
    return q


def encode(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def unsigned(point):
    return point[:31] + bytes([point[31] & 0x7F])


def key_refused(public):
    """Log 3.4: y not reduced, or a point of small order."""
    y = int.from_bytes(unsigned(public), "little")
    return len(public) != 32 or y >= P or unsigned(public) in SMALL


def decode(public):
    y = int.from_bytes(public, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = recover_x(y % P, sign)
    return None if x is None else (x, y % P, 1, x * y % P)


def scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64 or key_refused(public):
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    a = decode(public)
    if a is None or s >= L or unsigned(r) in SMALL:
        return False
    h = scalar(r, public, message) % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    return encode(add(times_base(s), multiply(h, minus_a))) == r


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little")
    return a & (1 << 254) - 8 | 1 << 254, h[32:]


def public_key(seed):
    return encode(times_base(expand(seed)[0]))


def sign(seed, message):
    a, prefix = expand(seed)
    public = encode(times_base(a))
    k = scalar(prefix, message) % L
    r = encode(times_base(k))
    s = (k + scalar(r, public, message) * a) % L
    return r + s.to_bytes(32, "little")
