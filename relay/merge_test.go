package relay_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestMergeJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ base, patch, want string }{
		"a value is replaced, and the others keep their order": {`{"b":1,"a":2,"c":3}`, `{"a":9}`, `{"b":1,"a":9,"c":3}`},
		"a new member comes last":                              {`{"b":1}`, `{"a":2}`, `{"b":1,"a":2}`},
		"null removes, here and below":                         {`{"a":{"b":1,"c":2},"d":3}`, `{"a":{"b":null},"d":null}`, `{"a":{"c":2}}`},
		"null of what is not there says nothing":               {`{"a":1}`, `{"b":null}`, `{"a":1}`},
		"a list is replaced as a whole":                        {`{"a":[1,2,3]}`, `{"a":[4]}`, `{"a":[4]}`},
		"an object over a value is what is in it":              {`{"a":1}`, `{"a":{"b":2,"c":null}}`, `{"a":{"b":2}}`},
		"digits stay as they are":                              {`{"a":1.10}`, `{"b":121.00}`, `{"a":1.10,"b":121.00}`},
		"what is no object replaces all":                       {`{"a":1}`, `null`, `null`},
		"over nothing it is what it says":                      {``, `{"a":{"b":null}}`, `{"a":{}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := relay.MergeJSON([]byte(test.base), []byte(test.patch))
			if err != nil || string(got) != test.want {
				t.Errorf("MergeJSON(%s, %s) = %s, %v, want %s", test.base, test.patch, got, err, test.want)
			}
		})
	}
	for _, broken := range []string{`{"a":1,"a":2}`, `{"a"`, `{} {}`, ``, `{"a":{"b":1,"b":2}}`} {
		if got, err := relay.MergeJSON([]byte(`{}`), []byte(broken)); err == nil {
			t.Errorf("MergeJSON({}, %s) = %s, want an error", broken, got)
		}
	}
}
