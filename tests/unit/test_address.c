/* SPDX-License-Identifier: ISC */
#include "lib/address.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool is_public(const char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return address_public((struct sockaddr *)&in);
	ck_assert_msg(inet_pton(AF_INET6, text, &in6.sin6_addr) == 1, "%s is no address", text);
	return address_public((struct sockaddr *)&in6);
}

/* The last one of each block, and the first ones beside it. */
static const char *const privates[] = {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0",
	"100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0",
	"172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
	"198.19.255.255", "198.51.100.1", "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "::",
	"::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "fc00::1",
	"fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "2001::1", "2001:1ff:ffff::1", "2001:db8::1", "2002:7f00:1::1",
	"2002:ffff::1", "3fff::1", "3fff:fff::1", "4000::1", "1fff::1", "5f00::1"};
static const char *const publics[] = {"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
	"126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
	"192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2000::1", "2001:200::1",
	"2001:db7::1", "2001:db9::1", "2003::1", "2606:4700::1111", "3fff:1000::1", "3ffe::1"};

START_TEST(test_special_addresses_are_not_public)
{
	for (size_t i = 0; i < sizeof(privates) / sizeof(privates[0]); i++)
		ck_assert_msg(!is_public(privates[i]), "%s", privates[i]);
}
END_TEST

START_TEST(test_others_are)
{
	for (size_t i = 0; i < sizeof(publics) / sizeof(publics[0]); i++)
		ck_assert_msg(is_public(publics[i]), "%s", publics[i]);
}
END_TEST

START_TEST(test_other_families_are_not)
{
	struct sockaddr unix_socket = {.sa_family = AF_UNIX};
	ck_assert(!address_public(&unix_socket));
}
END_TEST

UNIT_MAIN("address", 10, test_special_addresses_are_not_public, test_others_are, test_other_families_are_not)
