"""One exception for everything that outside bytes can get wrong."""


class Refusal(Exception):
    """`code` is for programs, `words` name the place and the reason."""

    def __init__(self, code, words=""):
        super().__init__(f"{code}: {words}" if words else code)
        self.code = code
        self.words = words
