package provider

// urlKeyForms are what becomes of a secret on its way through a URL.
func urlKeyForms() []keyForm {
	return []keyForm{
		{secretURLEncoded, "the secret encoded as in a URL", func(secret string) [][]byte { return keysInURL(secret, urlEncoded) }},
		{secretURLDecoded, "the secret decoded as in a URL, with a blank for every + of it", func(secret string) [][]byte {
			return keysInURL(secret, func(text string) []string { return []string{percentDecoded(text, true), percentDecoded(text, false)} })
		}},
	}
}

// urlEncoded is a text as usual libraries encode it for a URL.
func urlEncoded(text string) []string {
	var texts []string
	for _, style := range []percentStyle{uriComponent(), queryEscape(), phpURL(), searchParams(), pythonQuote(), pathEscape()} {
		texts = append(texts, style.encode(text))
	}
	return texts
}

// keysInURL are the keys of a secret that was encoded or decoded as part of a URL: its text, and what its base64 stands
// for. A secret that this leaves as it is has none.
func keysInURL(secret string, changed func(string) []string) [][]byte {
	var keys [][]byte
	seen := map[string]bool{secret: true}
	for _, text := range changed(secret) {
		if seen[text] {
			continue
		}
		seen[text] = true
		keys = append(keys, []byte(text))
		for _, stem := range cut(text, whsec) {
			keys = append(append(keys, []byte(stem)), decodedBase64(stem)...)
		}
	}
	return keys
}
