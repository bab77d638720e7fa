package check

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func FuzzOddlyWrittenJSONSaysTheSame(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":"b/c","d":["e","f\/g",1.50],"h":{"i":null}}`, `["x",{"y":"\"z\\"}]`, `"é/\u0061"`, "{\"\x00\":1}", `{"a":"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var before, after any
		if json.Unmarshal(body, &before) != nil {
			_, _ = respaced(body), oddly(body) // which must not panic
			return
		}
		for _, written := range [][]byte{respaced(body), oddly(body)} {
			if err := json.Unmarshal(written, &after); err != nil || !reflect.DeepEqual(before, after) {
				t.Errorf("%q became %q: %v", body, written, err)
			}
		}
	})
}

func TestOddlyWrittenJSONDiffersInItsBytes(t *testing.T) {
	body := []byte(`{"type":"invoices.paid","url":"http://a/b"}`)
	for _, written := range [][]byte{respaced(body), oddly(body)} {
		if bytes.Equal(body, written) {
			t.Errorf("%q is written as it was", written)
		}
	}
	if !bytes.Contains(oddly(body), []byte(`\/`)) || !bytes.Contains(oddly(body), []byte(`\u0069`)) {
		t.Errorf("%q has no escapes", oddly(body))
	}
}

func TestOtherAtDiffersInEveryEncoding(t *testing.T) {
	for _, p := range []proof{{provider: "fintoro", Value: "0123456789abcdef"}, {provider: "finpilo", Value: "aZ09_-~q"}} {
		for at := range p.Value {
			if p.otherAt(at) == p.Value {
				t.Errorf("%s: nothing changed at %d of %s", p.provider, at, p.Value)
			}
		}
	}
	for c := range 64 { // a last digit of base64 has two bits that stand for nothing
		const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
		p := proof{provider: "bookkeeper", Value: alphabet[c : c+1]}
		other := bytes.IndexByte([]byte(alphabet), p.otherAt(0)[0])
		if other>>2 == c>>2 {
			t.Errorf("%c and %c stand for the same bits", alphabet[c], alphabet[other])
		}
	}
}
