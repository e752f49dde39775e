package markup

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// spellings are labels that neither the WHATWG nor the IANA table knows and
// that documents use.
var spellings = map[string]string{
	"u8": "utf-8", "utf": "utf-8", "utf_8": "utf-8", "utf8mb4": "utf-8", "utf-8-bom": "utf-8", "utf-8-sig": "utf-8",
	"u16": "utf-16", "utf16": "utf-16", "utf_16": "utf-16", "ucs-2": "utf-16", "ucs2": "utf-16", "iso-10646-ucs-2": "utf-16", "csunicode": "utf-16",
	"utf-16-le": "utf-16le", "utf_16_le": "utf-16le", "utf-16-be": "utf-16be", "utf_16_be": "utf-16be",
	"u32": "utf-32", "utf32": "utf-32", "utf_32": "utf-32", "ucs-4": "utf-32", "ucs4": "utf-32", "iso-10646-ucs-4": "utf-32", "csucs4": "utf-32",
	"utf_32_le": "utf-32le", "utf_32_be": "utf-32be",
	"ansi": "windows-1252", "latin": "windows-1252", "cp-1252": "windows-1252", "win-1252": "windows-1252", "win1252": "windows-1252",
	"win-1251": "windows-1251", "win1251": "windows-1251", "cp-1251": "windows-1251", "euckr": "euc-kr", "eucjp": "euc-jp",
	"iso-8859": "windows-1252", "8859_1": "windows-1252", "johab": "", "gb_2312": "gbk", "shift-jis": "shift_jis",
	"cp037": "ibm037", "ebcdic-cp-us": "ibm037", "cp1047": "ibm1047", "ibm-1047": "ibm1047", "cp1140": "ibm01140", "ibm-1140": "ibm01140", "cp01140": "ibm01140", "ibm1140": "ibm01140",
}

// lookup finds a charset by any of its labels. It returns nil and "" for an
// unknown one; enc is nil for UTF-8, which needs no decoder.
func lookup(label string) (enc encoding.Encoding, name string) {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\"'"))
	if known, ok := spellings[label]; ok {
		label = known
	}
	switch label {
	case "utf-8", "utf8", "unicode-1-1-utf-8":
		return nil, "utf-8"
	case "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "iso-ir-6", "us":
		return charmap.Windows1252, "us-ascii" // believed of nothing but ASCII
	case "utf-16", "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	case "utf-32", "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be"
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le"
	case "x-user-defined", "replacement", "":
		return nil, ""
	}
	if enc, err := htmlindex.Get(label); err == nil && enc != encoding.Replacement {
		if name, err := htmlindex.Name(enc); err == nil {
			return enc, name
		}
	}
	if enc, err := ianaindex.IANA.Encoding(label); err == nil && enc != nil {
		return enc, label
	}
	return nil, ""
}

// western is what a byte means in windows-1252.
func western(c byte) rune { return charmap.Windows1252.DecodeByte(c) }
