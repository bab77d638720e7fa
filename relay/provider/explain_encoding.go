package provider

import "strings"

// withForm adds what is wrong with how a digest is written and what stands around it.
func (x *explaining) withForm(parts []part, c claim, value presentedValue) []part {
	if id, words := x.misencoded(c.encoding); id != "" {
		parts = append(parts, part{id, "written in " + words, "write " + x.encoding()})
	}
	switch {
	case value.text == "":
		return parts // found in an answer: what stands around it is the answer's
	case x.in.Computed != "" && c.prefix != "" && !strings.HasSuffix(c.prefix, x.version), x.version == "" && c.prefix != "":
		parts = append(parts, part{"version-prefix", "with " + c.prefix + " before it", "send " + x.shape})
	case x.in.Computed == "" && x.version != "" && !strings.HasSuffix(c.prefix, x.version):
		parts = append(parts, part{"version-missing", "without " + x.version + " before it", "send " + x.shape})
	case len(parts) == 0 && strings.TrimSpace(value.text) != value.text && strings.TrimSpace(value.text) == c.prefix+c.text:
		parts = append(parts, part{"header-blanks", "with a blank or line break beside it", "trim it"})
	case len(parts) == 0:
		parts = append(parts, part{"header-form", "with something else around it", "send " + x.shape})
	}
	return parts
}

// misencoded names a wrong encoding and the words for it; empty where it is the product's.
func (x *explaining) misencoded(found encoding) (id, words string) {
	switch {
	case found == base64OfHexText:
		return "base64-of-hex", "base64 of the hex digits"
	case found == hexUpper && x.base64:
		return "hex-for-base64", "hex in upper case"
	case found == hexUpper:
		return "upper-case", "upper case"
	case found == hexLower && x.base64:
		return "hex-for-base64", "hex"
	case found == hexLower || found == base64Padded && x.base64:
		return "", ""
	case found == base64Bare && x.base64:
		return "base64-no-padding", "base64 without its ="
	case found == base64URL && x.base64:
		return "base64-url", "base64 for URLs, with - and _"
	}
	return "base64-for-hex", "base64"
}
