package provider

import "strings"

// withForm adds what is wrong with how a digest is written and what stands around it.
func (x *explaining) withForm(parts []part, c claim, value presentedValue) []part {
	if id, words := x.misencoded(c.encoding); words != "" {
		parts = append(parts, part{id, "written in " + words, "write " + x.encoding()})
	}
	switch {
	case value.text == "":
		return parts // found in an answer: what stands around it is the answer's
	case x.in.Computed != "" && c.prefix != "" && !strings.HasSuffix(c.prefix, x.version), x.version == "" && c.prefix != "":
		parts = append(parts, part{versionPrefix, "with " + c.prefix + " before it", "send " + x.shape})
	case x.in.Computed == "" && x.version != "" && !strings.HasSuffix(c.prefix, x.version):
		parts = append(parts, part{versionMissing, "without " + x.version + " before it", "send " + x.shape})
	case len(parts) == 0 && strings.TrimSpace(value.text) != value.text && strings.TrimSpace(value.text) == c.prefix+c.text:
		parts = append(parts, part{headerBlanks, "with a blank or line break beside it", "trim it"})
	case len(parts) == 0 && joined(value.text):
		parts = append(parts, part{headerRepeated, "with another signature beside it, behind a comma, as two headers of the same name are joined", "send it once"})
	case len(parts) == 0:
		parts = append(parts, part{headerForm, "with something else around it", "send " + x.shape})
	}
	return parts
}

// misencoded names a wrong encoding and the words for it, which are empty where it is the product's.
func (x *explaining) misencoded(found encoding) (id mistakeID, words string) {
	switch {
	case found == base64OfHexText:
		return base64OfHex, "base64 of the hex digits"
	case found == dashedHex && x.base64:
		return hexForBase64, "hex with dashes"
	case found == dashedHex:
		return hexDashed, "hex with dashes, as .NET's BitConverter writes it"
	case found == prefixedHex && x.base64:
		return hexForBase64, "hex with 0x before it"
	case found == prefixedHex:
		return hexPrefixed, "hex with 0x before it"
	case found == separatedHex && x.base64:
		return hexForBase64, "hex with something between its bytes"
	case found == separatedHex:
		return hexSeparated, "hex with colons or blanks between its bytes"
	case found == hexUpper && x.base64:
		return hexForBase64, "hex in upper case"
	case found == hexUpper:
		return upperCase, "upper case"
	case found == hexLower && x.base64:
		return hexForBase64, "hex"
	case found == hexLower || found == base64Padded && x.base64:
		return 0, ""
	case found == base64Bare && x.base64:
		return base64NoPadding, "base64 without its ="
	case found == base64URL && x.base64:
		return base64ForURLs, "base64 for URLs, with - and _"
	}
	return base64ForHex, "base64"
}

// joined reports whether a value is made of signatures with commas between them.
func joined(value string) bool {
	values := strings.Split(value, ",")
	for _, one := range values {
		if _, ok := readClaim(strings.TrimSpace(one)); !ok {
			return false
		}
	}
	return len(values) > 1
}
