package provider

// rubyCode is Ruby, with Rails where it matters.
func rubyCode() *language {
	l := &language{
		name: "ruby",
		variables: [variableCount]string{
			idValue: "id", timeValue: "timestamp", timeMillis: "timestamp.to_i * 1000", timeISO: "Time.at(timestamp.to_i).utc.iso8601",
			nowSeconds: "Time.now.to_i.to_s", nowMillis: "(Time.now.to_f * 1000).to_i.to_s",
			signatureText: "signature", signatureCutShort: "signature[0, 32]", signatureBytes: "digest",
			apiKey: "key", apiKeyBase64: "Base64.strict_encode64(key)", apiKeyUpper: "key.upcase", oldAPIKey: "old_key",
		},
		keys: [keyTextCount]string{
			keyWhole: "secret", keyDecoded: `Base64.strict_decode64(secret.delete_prefix("whsec_"))`, keyBase64: "Base64.decode64(secret)", keyHex: `[secret].pack("H*")`,
			keyCut: `secret.delete_prefix("{prefix}")`, keyUTF16: `secret.encode("UTF-16LE")`, keyEncoded: "Base64.strict_encode64(secret)", keyUpper: "secret.upcase", keyOld: "old_secret",
		},
		set:     func(header, value string) string { return `headers["` + header + `"] = ` + value },
		rawBody: "body = request.raw_post",
	}
	l.join = func(terms []term) string {
		return l.joined(terms, func(terms []term) string { return l.interpolated(terms, `"`, "#{", "}", `"`) })
	}
	l.sign = func(r *recipe) string {
		key, text := l.key(r), "body"
		if len(r.lead) > 0 {
			lead := l.interpolated(r.lead, `"`, "#{", "}", `"`)
			text = lead + " + body"
			if r.bodyFirst {
				text = "body + " + lead
			}
		}
		call := func(method string) string {
			switch r.algorithm {
			case hmac1:
				return "OpenSSL::HMAC." + method + `("SHA1", ` + key + ", " + text + ")"
			case hmac512:
				return "OpenSSL::HMAC." + method + `("SHA512", ` + key + ", " + text + ")"
			case hmac384:
				return "OpenSSL::HMAC." + method + `("SHA384", ` + key + ", " + text + ")"
			case hmacOfMD5:
				return "OpenSSL::HMAC." + method + `("MD5", ` + key + ", " + text + ")"
			case plain256:
				return "Digest::SHA256." + method + "(" + text + ")"
			case swapped256:
				return "OpenSSL::HMAC." + method + `("SHA256", ` + text + ", " + key + ")"
			}
			return "OpenSSL::HMAC." + method + `("SHA256", ` + key + ", " + text + ")"
		}
		hex, raw := call("hexdigest"), call("digest")
		return "signature = " + [...]string{
			inHex: hex, inBase64: "Base64.strict_encode64(" + raw + ")", inUpperHex: hex + ".upcase", inBareBase64: "Base64.strict_encode64(" + raw + `).delete("=")`,
			inBase64URL: "Base64.urlsafe_encode64(" + raw + ")", inBase64OfHex: "Base64.strict_encode64(" + hex + ")", inDashedHex: hex + `.upcase.scan(/../).join("-")`,
			inUnpaddedHex: raw + ".bytes.map { |b| b.to_s(16) }.join",
			inPrefixedHex: `"0x" + ` + hex, inColonHex: hex + `.scan(/../).join(":")`,
		}[r.digest]
	}
	return l
}
