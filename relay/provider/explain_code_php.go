package provider

// phpCode is PHP.
func phpCode() *language {
	l := &language{
		name: "php",
		variables: [variableCount]string{
			idValue: "$id", timeValue: "$timestamp", timeMillis: "($timestamp * 1000)", timeISO: "date('c', (int) $timestamp)",
			nowSeconds: "time()", nowMillis: "(int) (microtime(true) * 1000)",
			signatureText: "$signature", signatureCutShort: "substr($signature, 0, 32)", signatureBytes: "$digest",
			apiKey: "$key", apiKeyBase64: "base64_encode($key)", apiKeyUpper: "strtoupper($key)", oldAPIKey: "$oldKey",
		},
		keys: [keyTextCount]string{
			keyWhole: "$secret", keyDecoded: "base64_decode(substr($secret, strlen('whsec_')))", keyBase64: "base64_decode($secret)", keyHex: "hex2bin($secret)",
			keyCut: "str_replace('{prefix}', '', $secret)", keyUTF16: "iconv('UTF-8', 'UTF-16LE', $secret)", keyEncoded: "base64_encode($secret)",
			keyUpper: "strtoupper($secret)", keyOld: "$oldSecret",
		},
		set:     func(header, value string) string { return "$headers['" + header + "'] = " + value + ";" },
		rawBody: "$body = file_get_contents('php://input');",
	}
	l.join = func(terms []term) string {
		return l.joined(terms, func(terms []term) string { return l.concatenated(terms, `"`, " . ") })
	}
	l.sign = func(r *recipe) string {
		key, text := l.key(r), "$body"
		if len(r.lead) > 0 {
			text = l.concatenated(r.lead, `"`, " . ") + " . $body"
			if r.bodyFirst {
				text = "$body . " + l.concatenated(r.lead, `"`, " . ")
			}
		}
		mac := map[algorithmText]string{
			hmac256: "hash_hmac('sha256', " + text + ", " + key, hmac1: "hash_hmac('sha1', " + text + ", " + key, hmac512: "hash_hmac('sha512', " + text + ", " + key,
			hmac384: "hash_hmac('sha384', " + text + ", " + key, hmacOfMD5: "hash_hmac('md5', " + text + ", " + key,
			plain256: "hash('sha256', " + text, swapped256: "hash_hmac('sha256', " + key + ", " + text,
		}[r.algorithm]
		hex, raw := mac+")", mac+", true)"
		return "$signature = " + [...]string{
			inHex: hex, inBase64: "base64_encode(" + raw + ")", inUpperHex: "strtoupper(" + hex + ")", inBareBase64: "rtrim(base64_encode(" + raw + "), '=')",
			inBase64URL: "strtr(base64_encode(" + raw + "), '+/', '-_')", inBase64OfHex: "base64_encode(" + hex + ")",
			inDashedHex: "strtoupper(implode('-', str_split(" + hex + ", 2)))", inUnpaddedHex: "implode('', array_map('dechex', unpack('C*', " + raw + ")))",
			inPrefixedHex: "'0x' . " + hex, inColonHex: "implode(':', str_split(" + hex + ", 2))",
		}[r.digest] + ";"
	}
	return l
}
