package provider

// nodeCode is JavaScript for Node, with Express where it matters.
func nodeCode() *language {
	l := &language{
		name: "node",
		variables: [variableCount]string{
			idValue: "id", timeValue: "timestamp", timeMillis: "timestamp * 1000", timeISO: "new Date(timestamp * 1000).toISOString()",
			nowSeconds: "String(Math.floor(Date.now() / 1000))", nowMillis: "String(Date.now())",
			signatureText: "signature", signatureCutShort: "signature.slice(0, 32)", signatureBytes: "digest.toString()",
			apiKey: "key", apiKeyBase64: "btoa(key)", apiKeyUpper: "key.toUpperCase()", oldAPIKey: "oldKey",
		},
		keys: [keyTextCount]string{
			keyWhole: "secret", keyDecoded: `Buffer.from(secret.slice("whsec_".length), "base64")`, keyBase64: `Buffer.from(secret, "base64")`, keyHex: `Buffer.from(secret, "hex")`,
			keyCut: `secret.replace("{prefix}", "")`, keyUTF16: `Buffer.from(secret, "utf16le")`, keyEncoded: "btoa(secret)", keyUpper: "secret.toUpperCase()", keyOld: "oldSecret",
		},
		set:     func(header, value string) string { return `headers["` + header + `"] = ` + value + ";" },
		rawBody: `const body = req.body; // behind express.raw({ type: "*/*", limit: "2mb" })`,
	}
	l.join = func(terms []term) string {
		return l.joined(terms, func(terms []term) string {
			if len(terms) == 0 {
				return `""`
			}
			return l.interpolated(terms, "`", "${", "}", "`")
		})
	}
	l.sign = func(r *recipe) string {
		key, lead := l.key(r), l.join(r.lead)
		chain := `createHmac("` + map[algorithmText]string{hmac1: "sha1", hmac512: "sha512", hmac384: "sha384", hmacOfMD5: "md5"}[r.algorithm] + `", ` + key + ")"
		switch {
		case r.algorithm == hmac256:
			chain = `createHmac("sha256", ` + key + ")"
		case r.algorithm == plain256:
			chain = `createHash("sha256")`
		case r.algorithm == swapped256 && len(r.lead) > 0:
			chain = `createHmac("sha256", Buffer.concat([Buffer.from(` + lead + `), body]))`
		case r.algorithm == swapped256:
			chain = `createHmac("sha256", body)`
		}
		switch {
		case r.algorithm == swapped256:
			chain += ".update(" + key + ")"
		case len(r.lead) == 0:
			chain += ".update(body)"
		case r.bodyFirst:
			chain += ".update(body).update(" + lead + ")"
		default:
			chain += ".update(" + lead + ").update(body)"
		}
		hex, base64 := chain+`.digest("hex")`, chain+`.digest("base64")`
		return "const signature = " + [...]string{
			inHex: hex, inBase64: base64, inUpperHex: hex + ".toUpperCase()", inBareBase64: base64 + `.replace(/=+$/, "")`, inBase64URL: chain + `.digest("base64url")`,
			inBase64OfHex: "btoa(" + hex + ")", inDashedHex: hex + `.toUpperCase().match(/../g).join("-")`,
			inUnpaddedHex: "[..." + chain + `.digest()].map((b) => b.toString(16)).join("")`,
			inPrefixedHex: `"0x" + ` + hex, inColonHex: hex + `.match(/../g).join(":")`,
		}[r.digest] + ";"
	}
	return l
}
