package relay

import (
	"errors"
	"strings"
	"testing"
)

func TestApplySet(t *testing.T) {
	t.Parallel()
	const body = `{"id":"e1", "a":{"b":[1,{"c":"x\"y"}], "total": 10.00 },"n":null,"s":"121.0"}`
	tests := map[string]struct {
		edit SetValue
		want string // what replaced what, as the whole body; or the error's text behind "!"
	}{
		"a number keeps every other byte":       {SetValue{Path: "a.total", JSON: []byte("9")}, strings.Replace(body, "10.00", "9", 1)},
		"text goes into a string as a string":   {SetValue{Path: "s", Text: "99.0"}, strings.Replace(body, `"121.0"`, `"99.0"`, 1)},
		"text goes into a number as a number":   {SetValue{Path: "a.total", Text: "99.50"}, strings.Replace(body, "10.00", "99.50", 1)},
		"text that is no JSON becomes a string": {SetValue{Path: "n", Text: "many"}, strings.Replace(body, "null", `"many"`, 1)},
		"text that is no number is none":        {SetValue{Path: "a.total", Text: "many"}, "!is a number"},
		"an identity key is not suggested":      {SetValue{Path: "idd", Text: "1"}, "!at the top it has a, n, s"},
		"JSON may change the kind":              {SetValue{Path: "s", JSON: []byte("1")}, strings.Replace(body, `"121.0"`, "1", 1)},
		"an element of a list by its number":    {SetValue{Path: "a.b.0", JSON: []byte("7")}, strings.Replace(body, "[1,", "[7,", 1)},
		"a string with an escaped quote":        {SetValue{Path: "a.b.1.c", Text: "z"}, strings.Replace(body, `"x\"y"`, `"z"`, 1)},
		"a whole object":                        {SetValue{Path: "a", JSON: []byte("{}")}, strings.Replace(body, `{"b":[1,{"c":"x\"y"}], "total": 10.00 }`, "{}", 1)},
		"null can be set":                       {SetValue{Path: "n", Text: "true"}, strings.Replace(body, "null", "true", 1)},
		"a path that does not exist":            {SetValue{Path: "a.totl", Text: "1"}, `!did you mean a.total`},
		"a path that is far off lists the top":  {SetValue{Path: "zzzzzzzz", Text: "1"}, `!at the top it has a, n, s`},
		"an identity key":                       {SetValue{Path: "id", Text: "1"}, `!cannot be set`},
		"a value that is no JSON":               {SetValue{Path: "s", JSON: []byte("{")}, `!is not JSON`},
		"the empty path":                        {SetValue{Path: "", Text: "1"}, `!has no path`},
		"a path through a scalar":               {SetValue{Path: "s.x", Text: "1"}, `!has no path`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := applySet([]byte(body), []SetValue{tt.edit}, []string{"id", "meta.id"})
			if text, isError := strings.CutPrefix(tt.want, "!"); isError {
				var input *InputError
				if !errors.As(err, &input) || !strings.Contains(err.Error(), text) {
					t.Fatalf("error = %v, want an InputError with %q", err, text)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSetRefusesWhatHoldsAnIdentityKey(t *testing.T) {
	t.Parallel()
	_, err := applySet([]byte(`{"meta":{"id":1}}`), []SetValue{{Path: "meta", JSON: []byte("{}")}}, []string{"meta.id"})
	if err == nil {
		t.Fatal("an object that holds an identity key was replaced")
	}
}
