package provider_test

import (
	"strconv"
	"strings"
	"testing"
)

// Who asks the clock twice signs with another second than the header tells.
func TestExplainOtherMoment(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"moneybird", "bookkeeper"} {
		p := signers(t)[name]
		sent := p
		for time, id := range map[string]string{sent.time + "123": "signed-milliseconds", sent.time + "000000": "timestamp-reformatted", sent.time + "000000000": "timestamp-reformatted"} {
			text := strings.Replace(string(p.text(p.body)), sent.time+".", time+".", 1)
			e := p.explainComputed(t, p.encode(p.mac([]byte(text), p.key)))
			p.wantsMistake(t, &e, id, "seconds")
		}
		seconds, err := strconv.Atoi(p.time)
		if err != nil {
			t.Fatal(err)
		}
		for by, words := range map[int]string{1: "1 s later than", -2: "2 s before", 300: "300 s later", 301: ""} {
			text := p.text(p.body)
			other := []byte(strings.Replace(string(text), sent.time+".", strconv.Itoa(seconds+by)+".", 1))
			value := p.encode(p.mac(other, p.key))
			e := p.explainComputed(t, value)
			if words == "" {
				if e.Mistake != nil {
					t.Errorf("%s, %d s: %+v", name, by, e.Mistake)
				}
				continue
			}
			p.wantsMistake(t, &e, "signed-other-moment", words)
			e = p.explainHeaders(t, p.headers(p.wrap(value)))
			p.wantsMistake(t, &e, "signed-other-moment", words)
		}
	}
}
