/*
 * format/ssh.h - the texts that OpenSSH writes: armoured signatures, key lines
 *
 * Purpose     what `ssh-keygen -Y sign` and id_ed25519.pub hold, to bytes.
 * Errors      ERR_INPUT with the mend.     Source  PROTOCOL.sshsig; model 1.10
 */
#ifndef FORMAT_SSH_H
#define FORMAT_SSH_H

#include "crypto/sshsig.h"

/* -----BEGIN SSH SIGNATURE----- ... to the blob inside; at most
 * SSHSIG_BLOB_MAX bytes. */
MUST_CHECK enum err ssh_armour_parse(uint8_t blob[SSHSIG_BLOB_MAX],
    size_t *blob_len, struct bytes text, struct error *e);
/* The armour as ssh-keygen writes it: lines of 70 characters. */
void ssh_armour_print(struct buffer *out, struct bytes blob);
/* "ssh-ed25519 AAAA... comment"; the comment is optional and ignored, one LF
 * at the end allowed. Options in front are refused. */
MUST_CHECK enum err ssh_public_key_parse(struct public_key *out,
    struct bytes line, struct error *e);
/* Without comment and LF. */
#define SSH_KEY_LINE_BYTES (12 + 68 + 1)
size_t ssh_public_key_print(char out[SSH_KEY_LINE_BYTES],
    const struct public_key *k);

#endif
