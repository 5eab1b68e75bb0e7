/* Any bytes as a request to a keeper that holds one pair, and as its reply.
 * format/keeper 1.1, 1.2, 1.3 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/desk.h"
#include "model/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define ORIGIN "register.example/contacts"
#define KEY_PLACE (KEEPER_HEAD_BYTES + 1 + 1 + ID_BYTES)

static char folder[PATH_BYTES];
static uint8_t seed[32], secret[X25519_BYTES];

static void
put_file(const struct held *h, struct buffer *content)
{
	char name[HELD_NAME_BYTES], path[PATH_BYTES];

	held_name_print(name, h);
	assert(path_join(path, folder, name, NULL) == ERR_NONE);
	assert(file_create(path, buffer_bytes(content), 0600, NULL) ==
	    ERR_NONE);
	buffer_wipe(content);
}

static void
remove_folder(void)
{
	struct held entry = {{TYPE_ORG, {0}}, {TYPE_KEY, {0}}, true};
	struct held_made made = {.entry_key = entry.key,
	    .seal_key = entry.key};

	held_drop(folder, &entry.holder, &made);
	(void)rmdir(folder);
}

/* The org and the key of nothing but zeros; 01 02 .. 20 are both secrets. */
static void
make_folder(void)
{
	struct held h = {{TYPE_ORG, {0}}, {TYPE_KEY, {0}}, true};
	struct signer s;
	struct age_identities *ids;
	struct buffer file = {0};

	for (unsigned i = 0; i < sizeof seed; i++)
		seed[i] = secret[i] = (uint8_t)(i + 1);
	(void)snprintf(folder, sizeof folder, "/tmp/chancery-fuzz-XXXXXX");
	assert(mkdtemp(folder) != NULL);
	(void)atexit(remove_folder);
	assert(signer_init(&s, bytes_text(ORIGIN), seed, NULL) == ERR_NONE);
	signer_print(&file, &s);
	put_file(&h, &file);
	signer_release(&s);
	h.signs = false;
	assert(age_identities_new(&ids, secret, NULL) == ERR_NONE);
	age_identity_print(&file, &ids->at[0]);
	put_file(&h, &file);
	age_identities_free(ids);
}

static void
as_request(struct bytes in)
{
	struct keeper_desk desk = {.held_dir = folder};
	struct keeper_request r;
	struct buffer reply = {0}, again = {0};
	struct bytes content;
	struct error e = {.code = ERR_NONE};

	if (keeper_request_parse(&r, in, NULL) == ERR_NONE) {
		keeper_request_print(&again, &r);
		assert(bytes_equal(buffer_bytes(&again), in));
		if (r.kind == KEEPER_MAKE) /* a file each time: not here */
			goto done;
	}
	if (!keeper_desk_answer(&desk, &reply, in, 1))
		goto done;
	assert(memmem(reply.at, reply.len, seed, sizeof seed) == NULL);
	if (keeper_reply_parse(&content, buffer_bytes(&reply), &e) == ERR_NONE)
		assert(in.at[4] != KEEPER_SIGN ||
		    bytes_starts(bytes_of(in.at + KEY_PLACE,
			in.len - KEY_PLACE), ENTRY_SIGNING_PREFIX "{\"at\":\""));
	else
		assert(e.code != ERR_NONE && e.text[0] != '\0');
done:
	buffer_wipe(&again);
	buffer_wipe(&reply);
}

static void
as_reply(struct bytes in)
{
	static struct held_list list;
	struct held_made made;
	struct buffer again = {0};
	struct bytes content;
	struct error e = {.code = ERR_NONE};

	if (keeper_reply_parse(&content, in, &e) != ERR_NONE)
		return;
	if (keeper_list_parse(&list, content, NULL) == ERR_NONE) {
		keeper_list_print(&again, &list);
		assert(bytes_equal(buffer_bytes(&again), content));
	}
	again.len = 0;
	if (keeper_made_parse(&made, content, NULL) == ERR_NONE) {
		keeper_made_print(&again, &made);
		assert(bytes_equal(buffer_bytes(&again), content));
	}
	buffer_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct held h;
	char name[HELD_NAME_BYTES];

	if (folder[0] == '\0')
		make_folder();
	as_request(bytes_of(at, len));
	as_reply(bytes_of(at, len));
	if (held_name_parse(&h, bytes_of(at, len))) {
		held_name_print(name, &h);
		assert(bytes_is(bytes_of(at, len), name));
	}
	return 0;
}
