package provider_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func TestMoneybirdRecord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ record, want string }{
		"wherever it stands": {
			`{"id":"1", "administration_id" : "123456","contact":{"administration_id":"123456"},"events":[{"administration_id":"123456","x":1.0}]}`,
			`{"id":"1", "administration_id" : "77","contact":{"administration_id":"77"},"events":[{"administration_id":"77","x":1.0}]}`,
		},
		"another one stays":            {`{"administration_id":"999","a":"123456"}`, `{"administration_id":"999","a":"123456"}`},
		"as a value of something else": {`{"id":"123456","list":["administration_id","123456"]}`, `{"id":"123456","list":["administration_id","123456"]}`},
		"a number stays":               {`{"administration_id":123456,"b":"123456"}`, `{"administration_id":123456,"b":"123456"}`},
		"no record":                    {`null`, `null`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record := []byte(tt.record)
			if got := string(provider.MoneybirdRecord(record, "77")); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if string(record) != tt.record {
				t.Errorf("what was given is now %s", record)
			}
			if got := string(provider.MoneybirdRecord(record, provider.MoneybirdAdministration)); got != tt.record {
				t.Errorf("the samples' own: %s", got)
			}
		})
	}
}
