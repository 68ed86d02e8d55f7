# SPDX-License-Identifier: ISC
# Makes a C string of a text file: awk -v name=bots_source -f embed.awk bots.js
BEGIN {
	print "/* Made by embed.awk. */"
	print "static const char " name "[] ="
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?")
	gsub(/\t/, "\\t")
	sub(/\r$/, "")
	print "\"" $0 "\\n\""
}
END { print "\"\";" }
