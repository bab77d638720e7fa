package provider

// csharpCode is C#, with ASP.NET Core where it matters.
func csharpCode() *language {
	l := &language{
		name: "csharp",
		variables: [variableCount]string{
			idValue: "id", timeValue: "timestamp", timeMillis: "long.Parse(timestamp) * 1000", timeISO: "DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp)).ToString(\"o\")",
			nowSeconds: "DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString()", nowMillis: "DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString()",
			signatureText: "signature", signatureCutShort: "signature[..32]", signatureBytes: "Encoding.UTF8.GetString(digest)",
			apiKey: "key", apiKeyBase64: "Convert.ToBase64String(Encoding.UTF8.GetBytes(key))", apiKeyUpper: "key.ToUpperInvariant()", oldAPIKey: "oldKey",
		},
		keys: [keyTextCount]string{
			keyWhole: "Encoding.UTF8.GetBytes(secret)", keyDecoded: `Convert.FromBase64String(secret["whsec_".Length..])`, keyBase64: "Convert.FromBase64String(secret)", keyHex: "Convert.FromHexString(secret)",
			keyCut: `Encoding.UTF8.GetBytes(secret.Replace("{prefix}", ""))`, keyUTF16: "Encoding.Unicode.GetBytes(secret)",
			keyEncoded: "Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)))", keyUpper: "Encoding.UTF8.GetBytes(secret.ToUpperInvariant())",
			keyOld: "Encoding.UTF8.GetBytes(oldSecret)",
		},
		set: func(header, value string) string {
			return `request.Headers.TryAddWithoutValidation("` + header + `", ` + value + ");"
		},
		rawBody: "var buffer = new MemoryStream(); await Request.Body.CopyToAsync(buffer); var body = buffer.ToArray();",
	}
	l.join = func(terms []term) string {
		return l.joined(terms, func(terms []term) string { return l.concatenated(terms, `"`, " + ") })
	}
	l.sign = func(r *recipe) string {
		key, text := l.key(r), "body"
		if len(r.lead) > 0 {
			lead := "Encoding.UTF8.GetBytes(" + l.concatenated(r.lead, `"`, " + ") + ")"
			text = lead + ".Concat(body).ToArray()"
			if r.bodyFirst {
				text = "body.Concat(" + lead + ").ToArray()"
			}
		}
		raw := map[algorithmText]string{
			hmac256: "HMACSHA256.HashData(" + key + ", " + text + ")", hmac1: "HMACSHA1.HashData(" + key + ", " + text + ")", hmac512: "HMACSHA512.HashData(" + key + ", " + text + ")",
			hmac384: "HMACSHA384.HashData(" + key + ", " + text + ")", hmacOfMD5: "HMACMD5.HashData(" + key + ", " + text + ")",
			plain256: "SHA256.HashData(" + text + ")", swapped256: "HMACSHA256.HashData(" + text + ", " + key + ")",
		}[r.algorithm]
		hex, base64 := "Convert.ToHexString("+raw+").ToLowerInvariant()", "Convert.ToBase64String("+raw+")"
		return "var signature = " + [...]string{
			inHex: hex, inBase64: base64, inUpperHex: "Convert.ToHexString(" + raw + ")", inBareBase64: base64 + ".TrimEnd('=')",
			inBase64URL: base64 + ".Replace('+', '-').Replace('/', '_')", inBase64OfHex: "Convert.ToBase64String(Encoding.ASCII.GetBytes(" + hex + "))",
			inDashedHex: "BitConverter.ToString(" + raw + ")", inUnpaddedHex: "string.Concat(" + raw + `.Select(b => b.ToString("x")))`,
			inPrefixedHex: `"0x" + ` + hex, inColonHex: "BitConverter.ToString(" + raw + `).Replace("-", ":").ToLowerInvariant()`,
		}[r.digest] + ";"
	}
	return l
}
