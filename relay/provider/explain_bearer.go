package provider

import (
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

const authorization = "Authorization"

// explainBearer explains Finpilo's key: there is no signature to explain.
func explainBearer(in *relay.Presented) relay.Explanation {
	e := relay.Explanation{SignedBytes: "no bytes at all (Finpilo has no signature)", Key: "the API key as Bearer token"}
	e.Verdict, e.Mistake = bearerVerdict(in)
	if e.Verdict == relay.SignatureMissing && e.Mistake == nil {
		e.SignedBytes, e.Key = "no API key is set, so none is sent", ""
	}
	return e
}

func bearerVerdict(in *relay.Presented) (relay.SignatureVerdict, *relay.Mistake) {
	key := ""
	if len(in.Secrets) > 0 {
		key = in.Secrets[0]
	}
	values := valuesOf(in.Headers, authorization)
	if in.Computed != "" {
		values = []string{"Bearer " + strings.TrimPrefix(in.Computed, "Bearer ")}
	}
	switch {
	case len(values) > 1:
		return relay.SignatureMalformed, repeated(authorization, len(values))
	case key == "" && len(values) == 0:
		return relay.SignatureMissing, nil
	case key == "":
		return relay.SignatureWrong, mistakeOf(bearerUnexpected, "a key is sent though none is set", "set the key, or send none")
	case len(values) == 0 && same(strings.Join(valuesOf(in.Headers, "X-API-Key"), " "), key):
		return relay.SignatureMissing, mistakeOf(bearerOtherHeader, "the key is in X-API-Key, which is the external API's way", "a webhook has it as Authorization: Bearer")
	case len(values) == 0:
		return relay.SignatureMissing, missingAt(authorization)
	case strings.TrimSpace(values[0]) == "":
		return relay.SignatureMalformed, empty(authorization)
	}
	mistake, malformed := bearerMistake(values[0], key, in.Old)
	switch {
	case mistake == nil:
		return relay.SignatureRight, nil
	case malformed:
		return relay.SignatureMalformed, mistake
	}
	return relay.SignatureWrong, mistake
}

// bearerMistake says what is wrong with an Authorization header; nil when nothing is. The scheme's case does not matter.
func bearerMistake(value, key string, old []string) (mistake *relay.Mistake, malformed bool) {
	const remedy = "send Authorization: Bearer <API key>"
	scheme, token, found := strings.Cut(value, " ")
	wrong := func(id mistakeID, sentence, remedy string) (*relay.Mistake, bool) {
		return mistakeOf(id, sentence, remedy), false
	}
	switch {
	case same(value, key):
		return wrong(bearerMissing, "the key stands there without Bearer before it", remedy)
	case found && token == "***":
		return mistakeOf(bearerMasked, "the key is masked, as ledgerhook stores it", "give the request as it was received"), true
	case found && strings.EqualFold(scheme, "Basic"):
		return wrong(bearerBasic, basicWords(token, key), remedy)
	case !found || !strings.EqualFold(scheme, "Bearer"):
		return mistakeOf(bearerScheme, "Authorization does not begin with Bearer", remedy), true
	case same(token, key):
		return nil, false
	case same(bareKey(token), bareKey(key)):
		return wrong(bearerBlank, "the key is right but for blanks, line breaks, quotes or invisible characters beside it", "trim it")
	case same(token, base64.StdEncoding.EncodeToString([]byte(key))):
		return wrong(bearerEncoded, "the key is sent in base64", "send it as it is")
	case same(strings.ToLower(token), strings.ToLower(key)):
		return wrong(bearerCase, "the key is right but for upper and lower case", "send it as it is")
	}
	for _, secret := range old {
		if secret != "" && same(token, secret) {
			return wrong(oldSecret, "this is an old key", "take the key of now")
		}
	}
	return wrong(bearerOther, "this is another key", "compare it with the one that is set for the webhook")
}

// bareKey is a key without what stands beside it.
func bareKey(key string) string {
	if bare, _, ok := unspoiled(key); ok {
		return bare
	}
	return key
}

func basicWords(token, key string) string {
	const words = "the header says Basic, which is for a name and a password"
	decoded, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return words
	}
	name, password, _ := strings.Cut(string(decoded), ":")
	if same(name, key) || same(password, key) {
		return "the key is sent as Basic authentication"
	}
	return words
}

// same compares in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
