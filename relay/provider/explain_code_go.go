package provider

import "strings"

// goCode is Go with its standard library. Several statements stand in one line.
func goCode() *language {
	l := &language{
		name: "go",
		variables: [variableCount]string{
			idValue: "id", timeValue: "timestamp", timeMillis: "fmt.Sprint(seconds*1000)", timeISO: "time.Unix(seconds, 0).UTC().Format(time.RFC3339)",
			nowSeconds: "strconv.FormatInt(now.Unix(), 10)", nowMillis: "strconv.FormatInt(now.UnixMilli(), 10)",
			signatureText: "signature", signatureCutShort: "signature[:32]", signatureBytes: "string(mac.Sum(nil))",
			apiKey: "key", apiKeyBase64: "base64.StdEncoding.EncodeToString([]byte(key))", apiKeyUpper: "strings.ToUpper(key)", oldAPIKey: "oldKey",
		},
		keys: [keyTextCount]string{ // what stands before the last ; comes first
			keyWhole: "[]byte(secret)", keyDecoded: `key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_")); key`,
			keyBase64: "key, err := base64.StdEncoding.DecodeString(secret); key", keyHex: "key, err := hex.DecodeString(secret); key", keyCut: `[]byte(strings.TrimPrefix(secret, "{prefix}"))`,
			keyUTF16:   "var key bytes.Buffer; binary.Write(&key, binary.LittleEndian, utf16.Encode([]rune(secret))); key.Bytes()",
			keyEncoded: "[]byte(base64.StdEncoding.EncodeToString([]byte(secret)))", keyUpper: "[]byte(strings.ToUpper(secret))", keyOld: "[]byte(oldSecret)",
		},
		set:     func(header, value string) string { return `req.Header.Set("` + header + `", ` + value + ")" },
		rawBody: "body, err := io.ReadAll(r.Body)",
	}
	l.join = func(terms []term) string {
		return l.joined(terms, func(terms []term) string { return l.concatenated(terms, `"`, " + ") })
	}
	l.sign = func(r *recipe) string {
		key, before := l.key(r), ""
		if i := strings.LastIndex(key, "; "); i >= 0 {
			before, key = key[:i+2], key[i+2:]
		}
		lead := "[]byte(" + l.concatenated(r.lead, `"`, " + ") + ")"
		writes := "mac.Write(" + lead + "); mac.Write(body); "
		switch {
		case r.algorithm == swapped256 && len(r.lead) > 0:
			writes, key = "mac.Write("+key+"); ", "append("+lead+", body...)"
		case r.algorithm == swapped256:
			writes, key = "mac.Write("+key+"); ", "body"
		case len(r.lead) == 0:
			writes = "mac.Write(body); "
		case r.bodyFirst:
			writes = "mac.Write(body); mac.Write(" + lead + "); "
		}
		mac := map[algorithmText]string{
			hmac256: "hmac.New(sha256.New, " + key + ")", hmac1: "hmac.New(sha1.New, " + key + ")", hmac512: "hmac.New(sha512.New, " + key + ")",
			hmac384: "hmac.New(sha512.New384, " + key + ")", hmacOfMD5: "hmac.New(md5.New, " + key + ")",
			plain256: "sha256.New()", swapped256: "hmac.New(sha256.New, " + key + ")",
		}[r.algorithm]
		if r.algorithm == plain256 {
			before = ""
		}
		const hex = "hex.EncodeToString(mac.Sum(nil))"
		return before + "mac := " + mac + "; " + writes + "signature := " + [...]string{
			inHex: hex, inBase64: "base64.StdEncoding.EncodeToString(mac.Sum(nil))", inUpperHex: `fmt.Sprintf("%X", mac.Sum(nil))`,
			inBareBase64: "base64.RawStdEncoding.EncodeToString(mac.Sum(nil))", inBase64URL: "base64.URLEncoding.EncodeToString(mac.Sum(nil))",
			inBase64OfHex: "base64.StdEncoding.EncodeToString([]byte(" + hex + "))", inDashedHex: `strings.ReplaceAll(fmt.Sprintf("% X", mac.Sum(nil)), " ", "-")`,
			inUnpaddedHex: `""; for _, b := range mac.Sum(nil) { signature += strconv.FormatInt(int64(b), 16) }`,
			inPrefixedHex: `fmt.Sprintf("%#x", mac.Sum(nil))`, inColonHex: `strings.ReplaceAll(fmt.Sprintf("% x", mac.Sum(nil)), " ", ":")`,
		}[r.digest]
	}
	return l
}
