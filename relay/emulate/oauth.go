package emulate

import (
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
)

// oauthTokenLife is how long an access token is said to last, in seconds. Source: Silverfin's documentation; our choice for
// Moneybird. None ends here.
const oauthTokenLife = 7200

// oauthAnswer is what OAuth 2 answers a client with.
type oauthAnswer struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token"`
	Scope        string `json:"scope"`
	CreatedAt    int64  `json:"created_at"`
}

// oauthToken hands the product's issued token to a client that comes back with any code or refresh token: nobody is asked
// here for a consent. Where only the issued token is taken, the client shows that it has it as its client_secret, or this
// call would give it to anybody. The parameters stand in the query, a form or JSON, since clients differ. Source: RFC 6749;
// who gets the token is our choice.
func (o *Options) oauthToken(r *http.Request, product, scope string) (answer, error) {
	given, err := oauthParameters(r)
	if err != nil {
		return answer{}, err
	}
	var credential string
	switch given.Get("grant_type") {
	case "authorization_code":
		credential = "code"
	case "refresh_token":
		credential = "refresh_token"
	default:
		return oauthRefusal(http.StatusBadRequest, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token")
	}
	for _, name := range []string{"client_id", "client_secret", credential} {
		if given.Get(name) == "" {
			return oauthRefusal(http.StatusBadRequest, "invalid_request", name+" is missing")
		}
	}
	issued := o.Tokens[product]
	if issued == "" || o.IssuedOnly && !sameToken(given.Get("client_secret"), issued) {
		return oauthRefusal(http.StatusUnauthorized, "invalid_client", "in strict mode client_secret must be the issued token, which `ledgerhook env` prints")
	}
	made, err := answerOf(http.StatusOK, oauthAnswer{
		AccessToken: issued, TokenType: "Bearer", ExpiresIn: oauthTokenLife, Scope: scope, CreatedAt: o.Clock.Now().Unix(),
		RefreshToken: "refresh_" + o.Chance.String("emulate/refresh/"+product, "", 0, 32, "0123456789abcdef"),
	})
	made.header = http.Header{"Cache-Control": {"no-store"}}
	return made, err
}

func oauthRefusal(status int, code, description string) (answer, error) {
	return answerOf(status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
}

// oauthParameters reads them wherever they stand; those of the body go before the query's. The error is a refusal.
func oauthParameters(r *http.Request) (url.Values, error) {
	given := r.URL.Query()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, malformed("the body could not be read to its end")
	}
	if len(text) == 0 {
		return given, nil
	}
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // none is refused below
	switch mediaType {
	case "application/json":
		var members map[string]string
		if err := json.Unmarshal(text, &members); err != nil {
			return nil, malformed(whyNoJSON(text, err))
		}
		for name, value := range members {
			given.Set(name, value)
		}
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(text))
		if err != nil {
			return nil, malformed("the form cannot be read")
		}
		for name := range form {
			given.Set(name, form.Get(name))
		}
	default:
		return nil, &refusal{status: http.StatusUnsupportedMediaType, reason: "send the parameters as a form, as JSON, or in the query"}
	}
	return given, nil
}
