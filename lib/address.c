/* SPDX-License-Identifier: ISC */
#include "lib/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define V4(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static const struct {
	uint32_t net;
	int bits;
} special4[] = {
	{V4(0, 0, 0, 0), 8}, /* this network */
	{V4(10, 0, 0, 0), 8}, {V4(100, 64, 0, 0), 10}, /* shared by carriers */
	{V4(127, 0, 0, 0), 8}, {V4(169, 254, 0, 0), 16}, /* link-local; the metadata of clouds */
	{V4(172, 16, 0, 0), 12}, {V4(192, 0, 0, 0), 24}, /* protocol assignments */
	{V4(192, 0, 2, 0), 24}, /* documentation, and two more */
	{V4(192, 88, 99, 0), 24}, /* 6to4 relays */
	{V4(192, 168, 0, 0), 16}, {V4(198, 18, 0, 0), 15}, /* benchmarks */
	{V4(198, 51, 100, 0), 24}, {V4(203, 0, 113, 0), 24}, {V4(224, 0, 0, 0), 4}, /* multicast */
	{V4(240, 0, 0, 0), 4}, /* reserved, broadcast */
};

/* Of 2000::/3; all else is special as it is: ::1, mapped and translated IPv4, fc00::/7, fe80::/10, multicast. */
static const struct {
	unsigned char net[4];
	int bits;
} special6[] = {
	{{0x20, 0x01, 0x00, 0x00}, 23}, /* protocol assignments: Teredo, ORCHID, benchmarks */
	{{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation, and one more */
	{{0x20, 0x02, 0x00, 0x00}, 16}, /* 6to4: holds an IPv4 address */
	{{0x3f, 0xff, 0x00, 0x00}, 20},
};

static bool public4(uint32_t address)
{
	for (size_t i = 0; i < sizeof(special4) / sizeof(special4[0]); i++)
		if ((address ^ special4[i].net) >> (32 - special4[i].bits) == 0)
			return false;
	return true;
}

static uint32_t first_word(const unsigned char *bytes)
{
	return V4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

static bool public6(const unsigned char address[16])
{
	uint32_t word = first_word(address);
	if (word >> 29 != 1) /* 2000::/3 */
		return false;
	for (size_t i = 0; i < sizeof(special6) / sizeof(special6[0]); i++)
		if ((word ^ first_word(special6[i].net)) >> (32 - special6[i].bits) == 0)
			return false;
	return true;
}

bool address_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof in);
		return public4(ntohl(in.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in;
		memcpy(&in, address, sizeof in);
		return public6(in.sin6_addr.s6_addr);
	}
	return false;
}
