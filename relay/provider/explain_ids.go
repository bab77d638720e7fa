package provider

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// mistakeID is a classic mistake. Users see its text.
type mistakeID int

// The mistakes that the explainer knows. Each has a text in mistakeTexts, and in every language a line to change.
const (
	emptyBody mistakeID = iota
	trailingNewline
	trimmedBody
	lineEndings
	byteOrderMark
	objectAsText
	quotedBody
	encodedBody
	wrongCharset
	reserialisedJSON
	truncatedBody
	signedBodyAlone
	signedTimestamp
	signedIDTimestamp
	signedID
	signedTimestampID
	signedWithoutDots
	secretNotDecoded
	prefixCut
	secretDecoded
	secretBlank
	secretQuoted
	secretEncoded
	secretCase
	secretUnset
	swappedTokens
	oldSecret
	plainSHA256
	swappedArguments
	hmacMD5
	hmacSHA1
	hmacSHA384
	hmacSHA512
	base64OfHex
	hexForBase64
	upperCase
	base64NoPadding
	base64ForURLs
	base64ForHex
	versionPrefix
	versionMissing
	headerBlanks
	headerForm
	noSignature
	signatureCut
	otherScheme
	headerMissing
	headerEmpty
	headerRepeated
	timestampMissing
	timestampRepeated
	timestampNoNumber
	timestampMilliseconds
	dottedID
	staleTimestamp
	futureTimestamp
	bearerUnexpected
	bearerOtherHeader
	bearerMissing
	bearerMasked
	bearerBasic
	bearerScheme
	bearerBlank
	bearerEncoded
	bearerCase
	bearerOther
	jsonReordered
	jsonEscaped
	urlDecodedBody
	urlEncodedBody
	formParsedBody
	decompressedBody
	compressedBody
	hashedBody
	signedMilliseconds
	signedOtherTime
	signedSeparator
	signedBodyFirst
	secretUTF16
	hexDashed
	hexUnpadded
	secretURLEncoded
	secretURLDecoded
	signedNow
	hexPrefixed
	hexSeparated
	mistakeCount
)

func mistakeTexts() [mistakeCount]string {
	return [...]string{
		emptyBody:             "empty-body",
		trailingNewline:       "trailing-newline",
		trimmedBody:           "trimmed-body",
		lineEndings:           "line-endings",
		byteOrderMark:         "byte-order-mark",
		objectAsText:          "object-as-text",
		quotedBody:            "quoted-body",
		encodedBody:           "encoded-body",
		wrongCharset:          "wrong-charset",
		reserialisedJSON:      "reserialised-json",
		truncatedBody:         "truncated-body",
		signedBodyAlone:       "signed-body-alone",
		signedTimestamp:       "signed-timestamp",
		signedIDTimestamp:     "signed-id-timestamp",
		signedID:              "signed-id",
		signedTimestampID:     "signed-timestamp-id",
		signedWithoutDots:     "signed-without-dots",
		secretNotDecoded:      "secret-not-decoded",
		prefixCut:             "prefix-cut",
		secretDecoded:         "secret-decoded",
		secretBlank:           "secret-blank",
		secretQuoted:          "secret-quoted",
		secretEncoded:         "secret-encoded",
		secretCase:            "secret-case",
		secretUnset:           "secret-unset",
		swappedTokens:         "swapped-tokens",
		oldSecret:             "old-secret",
		plainSHA256:           "plain-sha256",
		swappedArguments:      "swapped-arguments",
		hmacMD5:               "hmac-md5",
		hmacSHA1:              "hmac-sha1",
		hmacSHA384:            "hmac-sha384",
		hmacSHA512:            "hmac-sha512",
		base64OfHex:           "base64-of-hex",
		hexForBase64:          "hex-for-base64",
		upperCase:             "upper-case",
		base64NoPadding:       "base64-no-padding",
		base64ForURLs:         "base64-url",
		base64ForHex:          "base64-for-hex",
		versionPrefix:         "version-prefix",
		versionMissing:        "version-missing",
		headerBlanks:          "header-blanks",
		headerForm:            "header-form",
		noSignature:           "no-signature",
		signatureCut:          "signature-cut",
		otherScheme:           "other-scheme",
		headerMissing:         "header-missing",
		headerEmpty:           "header-empty",
		headerRepeated:        "header-repeated",
		timestampMissing:      "timestamp-missing",
		timestampRepeated:     "timestamp-repeated",
		timestampNoNumber:     "timestamp-no-number",
		timestampMilliseconds: "timestamp-milliseconds",
		dottedID:              "dotted-id",
		staleTimestamp:        "stale-timestamp",
		futureTimestamp:       "future-timestamp",
		bearerUnexpected:      "bearer-unexpected",
		bearerOtherHeader:     "bearer-other-header",
		bearerMissing:         "bearer-missing",
		bearerMasked:          "bearer-masked",
		bearerBasic:           "bearer-basic",
		bearerScheme:          "bearer-scheme",
		bearerBlank:           "bearer-blank",
		bearerEncoded:         "bearer-encoded",
		bearerCase:            "bearer-case",
		bearerOther:           "bearer-other",
		jsonReordered:         "keys-reordered",
		jsonEscaped:           "json-escaped",
		urlDecodedBody:        "url-decoded-body",
		urlEncodedBody:        "url-encoded-body",
		formParsedBody:        "form-parsed-body",
		decompressedBody:      "decompressed-body",
		compressedBody:        "compressed-body",
		hashedBody:            "hashed-body",
		signedMilliseconds:    "signed-milliseconds",
		signedOtherTime:       "timestamp-reformatted",
		signedSeparator:       "signed-wrong-separator",
		signedBodyFirst:       "signed-body-first",
		secretUTF16:           "secret-utf16",
		hexDashed:             "hex-with-dashes",
		hexUnpadded:           "hex-without-zeros",
		secretURLEncoded:      "secret-url-encoded",
		secretURLDecoded:      "secret-url-decoded",
		signedNow:             "signed-other-moment",
		hexPrefixed:           "hex-with-0x",
		hexSeparated:          "hex-separated",
	}
}

func (id mistakeID) String() string { return mistakeTexts()[id] }

// mistakeOf is one mistake.
func mistakeOf(id mistakeID, sentence, remedy string) *relay.Mistake {
	return &relay.Mistake{ID: id.String(), Sentence: sentence, Remedy: remedy}
}

// madeOf are the mistakes that a text names, which are joined by a +.
func madeOf(text string) []mistakeID {
	var ids []mistakeID
	for name := range strings.SplitSeq(text, "+") {
		for id, known := range mistakeTexts() {
			if name == known {
				ids = append(ids, mistakeID(id))
			}
		}
	}
	return ids
}
