/* SPDX-License-Identifier: ISC */
/*
 * Which network addresses are somebody else's: where a user chose a URL, only these are connected to.
 *
 * It is the address of the connection that is judged, after names were looked up (libcurl's CURLOPT_OPENSOCKETFUNCTION), so that no
 * spelling, no name and no answer of a resolver leads elsewhere.
 */
#ifndef LUD_ADDRESS_H
#define LUD_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Global unicast, and none of the special blocks. Source: the IANA registries of special-purpose addresses (RFC 6890 and later ones). */
bool address_public(const struct sockaddr *address);

#endif
