/* Codes that people copy by hand: Crockford's base 32 */
#include "account/inside.h"

#include "crypto/ed25519.h"

static const char letters_of[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void
code_make(char *out, size_t letters)
{
	uint8_t random[32];

	random_bytes(random, letters < sizeof random ? letters :
						       sizeof random);
	for (size_t i = 0; i < letters && i < sizeof random; i++) {
		if (i != 0 && i % 4 == 0)
			*out++ = '-';
		*out++ = letters_of[random[i] & 31];
	}
	*out = '\0';
	explicit_bzero(random, sizeof random);
}

/* '\0': no letter of a code. */
static char
read_letter(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		c = (uint8_t)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		c = '1';
	if (c == 'O')
		c = '0';
	return c != '\0' && strchr(letters_of, c) != NULL ? (char)c : '\0';
}

bool
code_hash(struct bytes typed, size_t letters, struct hash *out)
{
	char code[32];
	size_t count = 0;

	if (letters > sizeof code)
		return false;
	for (size_t i = 0; i < typed.len; i++) {
		uint8_t c = typed.at[i];

		if (c == '-' || c == ' ' || c == '\r' || c == '\n')
			continue;
		if (count == letters || read_letter(c) == '\0')
			return false;
		code[count++] = read_letter(c);
	}
	if (count == letters)
		*out = hash_bytes(bytes_of(code, letters));
	explicit_bzero(code, sizeof code);
	return count == letters;
}
