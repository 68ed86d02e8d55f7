# SPDX-License-Identifier: ISC
# Makes the statements of a folder into a C table: awk -v dir=sql/queries/api -v symbol=api_sql -f embed-sql.awk > sql.gen.c
#
# One statement a file; its name is the file's without .sql. Comments go, the last semicolon goes; strings, quoted names and
# dollar-quoted text stay as they are. The table is sorted by name, as lib/db.c needs it. POSIX awk.

# Out: the length of the quoted text or comment that begins at position i of s, or 1.
function token(s, i,    two, n, tag, depth, rest)
{
	two = substr(s, i, 2)
	rest = substr(s, i)
	if (two == "--") {
		n = index(rest, "\n")
		return n ? n - 1 : length(rest)
	}
	if (two == "/*") {
		depth = 0
		for (n = 1; n <= length(rest); n++) {
			two = substr(rest, n, 2)
			if (two == "/*") {
				depth++
				n++
			} else if (two == "*/") {
				n++
				if (--depth == 0)
					return n
			}
		}
		return length(rest)
	}
	if (substr(two, 1, 1) == "'" || substr(two, 1, 1) == "\"") {
		tag = substr(two, 1, 1)
		for (n = 2; n <= length(rest); n++) {
			if (tag == "'" && escapes(s, i) && substr(rest, n, 1) == "\\")
				n++
			else if (substr(rest, n, 1) == tag)
				return n
		}
		return length(rest)
	}
	if (match(rest, /^\$([A-Za-z_][A-Za-z_0-9]*)?\$/) && substr(s, i - 1, 1) !~ /[A-Za-z_0-9$]/) {
		tag = substr(rest, 1, RLENGTH)
		n = index(substr(rest, RLENGTH + 1), tag)
		return n ? n - 1 + 2 * length(tag) : length(rest)
	}
	return 1
}

# E'…' has backslash escapes.
function escapes(s, i)
{
	return substr(s, i - 1, 1) ~ /[eE]/ && (i == 2 || substr(s, i - 2, 1) !~ /[A-Za-z_0-9$]/)
}

function strip(s,    out, i, n, two)
{
	out = ""
	for (i = 1; i <= length(s); i += n) {
		n = token(s, i)
		two = substr(s, i, 2)
		out = out (two == "--" ? "" : two == "/*" ? " " : substr(s, i, n))
	}
	gsub(/[ \t\r]+\n/, "\n", out)
	gsub(/\n\n+/, "\n", out)
	sub(/^[ \t\r\n]+/, "", out)
	sub(/[ \t\r\n;]+$/, "", out)
	return out
}

# What gsub makes of backslashes in its replacement differs between awks, so they are doubled by hand.
function quote(s,    doubled, n)
{
	doubled = ""
	while ((n = index(s, "\\")) > 0) {
		doubled = doubled substr(s, 1, n) "\\"
		s = substr(s, n + 1)
	}
	s = doubled s
	gsub(/"/, "\\\"", s)
	gsub(/\?/, "\\?", s)
	gsub(/\t/, "\\t", s)
	gsub(/\n/, "\\n\"\n\t\t\"", s)
	return "\"" s "\""
}

BEGIN {
	print "/* Made by lib/embed-sql.awk from sql/queries; not to be edited. */"
	print "#include \"lib/db.h\"\n"
	print "#include <stddef.h>\n"
	print "extern const struct db_statement " symbol "[];"
	print "const struct db_statement " symbol "[] = {"
	list = "ls '" dir "' | sed -n 's/\\.sql$//p' | LC_ALL=C sort"
	while ((list | getline name) > 0) {
		text = ""
		file = dir "/" name ".sql"
		while ((got = (getline line < file)) > 0)
			text = text line "\n"
		close(file)
		text = strip(text)
		if (got < 0 || text == "") {
			print "embed-sql.awk: " file ": no statement" > "/dev/stderr"
			exit 1
		}
		print "\t{" quote(name) ", " quote(text) "},"
	}
	print "\t{NULL, NULL},\n};"
}
