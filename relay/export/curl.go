package export

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Curl is a command for a shell that sends the request of an attempt again: to the byte, signature included, whatever curl
// would do by itself. It follows no redirect, ends without a line break, and is several lines long. a nil is a delivery that
// was not tried yet, of which only URL and body are known.
//
// Where credentials are masked, a comment says so: until they are put in, the receiver is right to refuse it.
func Curl(d *control.Delivery, a *control.Attempt) string {
	request := control.Message{Method: http.MethodPost, URL: d.URL, Body: d.Body, BodyBase64: d.BodyBase64, BodyMasked: d.BodyMasked}
	var c command
	if a != nil {
		request = a.Request
		c.remark("attempt %d of %s", a.Number, d.ID)
	} else {
		c.remark("%s was not sent yet: headers and signature are missing", d.ID)
	}
	if masked(&request) {
		c.remark("credentials are shown as %s: put them in, with `ledgerhook deliveries show %s --reveal`", relay.Masked, d.ID)
	}
	if request.Truncated > 0 {
		c.remark("%d bytes of the body are not known", request.Truncated)
	}
	c.request(messageRequest(&request), ShellWord(request.URL))
	return c.String()
}

// CurlIncoming is Curl for a request that came in at a hook of the relay, read whole. It goes to where the shell's HOOK says, since
// nothing that is stored tells the hook's URL: it may hold a secret.
func CurlIncoming(in *control.Incoming) string {
	var request control.Message
	if in.Request != nil {
		request = *in.Request
	}
	var c command
	c.remark("%s, as it came in; HOOK is where to send it, such as http://127.0.0.1:3000/hooks", in.ID)
	if masked(&request) {
		c.remark("credentials are shown as %s: put them in, with `ledgerhook relay show %s --reveal`", relay.Masked, in.ID)
	}
	url := `"$HOOK"`
	if request.URL != "" {
		url += ShellWord(request.URL)
	}
	c.request(messageRequest(&request), url)
	return c.String()
}

// messageRequest is a message as a request, its headers in the order of HeaderOrder.
func messageRequest(m *control.Message) *relay.Request {
	return &relay.Request{Method: m.Method, URL: m.URL, Headers: headerList(m), Body: m.Bytes()}
}

// CurlOf is the same for a request that is no delivery's, its headers in their order. A remark is a line of comment above it.
func CurlOf(r *relay.Request, remarks ...string) string {
	var c command
	for _, remark := range remarks {
		c.remark("%s", remark)
	}
	c.request(r, ShellWord(r.URL))
	return c.String()
}

// CurlOfFile is CurlOf with the body in a file, which is named in the command.
func CurlOfFile(r *relay.Request, file string, remarks ...string) string {
	var c command
	for _, remark := range remarks {
		c.remark("%s", remark)
	}
	c.head(r, ShellWord(r.URL))
	c.words("--data-binary " + ShellWord("@"+file))
	return c.String()
}

// request adds all of a request. url is a word of the shell.
func (c *command) request(r *relay.Request, url string) {
	c.head(r, url)
	if len(r.Body) > 0 || r.Method == http.MethodPost {
		c.body(r.Body)
	}
}

// head adds all of a request but its body. To HEAD no body is answered, which curl must be told.
func (c *command) head(r *relay.Request, url string) {
	method := "-X " + ShellWord(r.Method)
	if r.Method == http.MethodHead && len(r.Body) == 0 {
		method = "--head"
	}
	c.words("curl -g --path-as-is --http1.1 "+method, "--url "+url)
	c.headers(r)
}

// headerList are the headers of a message in the order of HeaderOrder.
func headerList(m *control.Message) []relay.Header {
	var list []relay.Header
	for _, name := range HeaderOrder(m) {
		for _, value := range m.Headers[name] {
			list = append(list, relay.Header{Name: name, Value: value})
		}
	}
	return list
}

// masked reports whether something in a request was left out.
func masked(m *control.Message) bool {
	if m.BodyMasked || strings.Contains(m.URL, relay.Masked) {
		return true
	}
	for _, values := range m.Headers {
		for _, value := range values {
			if strings.Contains(value, relay.Masked) {
				return true
			}
		}
	}
	return false
}

// command is a curl command in the making.
type command struct {
	remarks []string
	parts   []string
	before  string // what feeds it
	after   string // a here-document
}

// remark adds a comment above the command. One line, whatever is in it.
func (c *command) remark(format string, args ...any) {
	c.remarks = append(c.remarks, "# "+relay.Visible(fmt.Sprintf(format, args...))+"\n")
}

func (c *command) words(words ...string) { c.parts = append(c.parts, words...) }

func (c *command) String() string {
	return strings.Join(c.remarks, "") + c.before + strings.Join(c.parts, " \\\n  ") + c.after
}

// headers adds those of a request, and takes away what curl would add. Content-Length is curl's to say, as is a Host that is
// that of the URL. What cannot be a header, such as one with a line break, is left out with a remark.
func (c *command) headers(r *relay.Request) {
	has := map[string]bool{}
	target, err := url.Parse(r.URL)
	for _, h := range r.Headers {
		key := http.CanonicalHeaderKey(h.Name)
		has[key] = true
		switch {
		case key == "Content-Length", key == "Host" && err == nil && target.Host == h.Value:
		case !isToken(h.Name), strings.ContainsAny(h.Value, "\r\n\x00"):
			c.remark("the header %q is left out: no client may send it", h.Name)
		case h.Value == "":
			c.words("-H " + ShellWord(h.Name+";")) // a header with nothing in it
		default:
			c.words("-H " + ShellWord(h.Name+": "+h.Value))
		}
	}
	for _, name := range []string{"User-Agent", "Accept", "Content-Type", "Expect"} {
		if !has[name] {
			c.words("-H " + ShellWord(name+":"))
		}
	}
}

// isToken reports whether a name may be that of a header. Source: RFC 9110, section 5.6.2.
func isToken(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"
	return name != "" && strings.Trim(name, letters) == ""
}

// maxArgument is how long a body may be in the command itself: Linux takes words of 128 KiB.
const maxArgument = 64 << 10

// body adds the body: as it reads where that is text, else by way of base64, since a shell's words hold no NUL and a terminal
// is not to be driven by it.
func (c *command) body(body []byte) {
	if text := string(body); len(text) <= maxArgument && printable(text, "\n\t") {
		c.words("--data-raw " + singleQuoted(text))
		return
	}
	c.before = "base64 --decode <<'BODY' | "
	c.words("--data-binary @-")
	encoded := base64.StdEncoding.EncodeToString(body)
	var lines strings.Builder
	for len(encoded) > 76 {
		lines.WriteString(encoded[:76] + "\n")
		encoded = encoded[76:]
	}
	c.after = "\n" + lines.String() + encoded + "\nBODY"
}
