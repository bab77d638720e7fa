package provider

// pythonCode is Python, with Flask where it matters.
func pythonCode() *language {
	l := &language{
		name: "python",
		variables: [variableCount]string{
			idValue: "id", timeValue: "timestamp", timeMillis: "int(timestamp) * 1000", timeISO: "datetime.fromtimestamp(int(timestamp), UTC).isoformat()",
			nowSeconds: "str(int(time.time()))", nowMillis: "str(time.time_ns() // 1_000_000)",
			signatureText: "signature", signatureCutShort: "signature[:32]", signatureBytes: "str(digest)",
			apiKey: "key", apiKeyBase64: "base64.b64encode(key.encode()).decode()", apiKeyUpper: "key.upper()", oldAPIKey: "old_key",
		},
		keys: [keyTextCount]string{
			keyWhole: "secret.encode()", keyDecoded: `base64.b64decode(secret.removeprefix("whsec_"))`, keyBase64: "base64.b64decode(secret)", keyHex: "bytes.fromhex(secret)",
			keyCut: `secret.removeprefix("{prefix}").encode()`, keyUTF16: `secret.encode("utf-16-le")`, keyEncoded: "base64.b64encode(secret.encode())",
			keyUpper: "secret.upper().encode()", keyOld: "old_secret.encode()",
		},
		set:     func(header, value string) string { return `headers["` + header + `"] = ` + value },
		rawBody: "body = request.get_data()",
	}
	l.join = func(terms []term) string {
		return l.joined(terms, func(terms []term) string {
			switch {
			case len(terms) == 0:
				return `""`
			case len(terms) == 1:
				return `"` + escaped(terms[0].text) + `"`
			}
			return l.interpolated(terms, `f"`, "{", "}", `"`)
		})
	}
	l.sign = func(r *recipe) string {
		key, text := l.key(r), "body"
		if len(r.lead) > 0 {
			lead := l.interpolated(r.lead, `f"`, "{", "}", `".encode()`)
			text = lead + " + body"
			if r.bodyFirst {
				text = "body + " + lead
			}
		}
		mac := map[algorithmText]string{
			hmac256: "hmac.new(" + key + ", " + text + ", hashlib.sha256)", hmac1: "hmac.new(" + key + ", " + text + ", hashlib.sha1)",
			hmac512: "hmac.new(" + key + ", " + text + ", hashlib.sha512)",
			hmac384: "hmac.new(" + key + ", " + text + ", hashlib.sha384)", hmacOfMD5: "hmac.new(" + key + ", " + text + ", hashlib.md5)", plain256: "hashlib.sha256(" + text + ")",
			swapped256: "hmac.new(" + text + ", " + key + ", hashlib.sha256)",
		}[r.algorithm]
		hex, base64 := mac+".hexdigest()", "base64.b64encode("+mac+".digest()).decode()"
		return "signature = " + [...]string{
			inHex: hex, inBase64: base64, inUpperHex: hex + ".upper()", inBareBase64: base64 + `.rstrip("=")`, inBase64URL: "base64.urlsafe_b64encode(" + mac + ".digest()).decode()",
			inBase64OfHex: "base64.b64encode(" + hex + ".encode()).decode()", inDashedHex: mac + `.digest().hex("-").upper()`,
			inUnpaddedHex: `"".join(f"{b:x}" for b in ` + mac + ".digest())",
			inPrefixedHex: `"0x" + ` + hex, inColonHex: mac + `.digest().hex(":")`,
		}[r.digest]
	}
	return l
}
