package relay

import (
	"net/http"
	"slices"
)

// tampered is one attempt with the faults that strike it.
type tampered struct {
	engine *Engine
	rules  []FaultRule // in the order in which they act
	hits   []AppliedFault
}

// of calls act for each rule of a stage.
func (t *tampered) of(stage FaultStage, act func(*FaultRule, *AppliedFault)) {
	for i := range t.rules {
		if t.rules[i].Stage == stage {
			act(&t.rules[i], &t.hits[i])
		}
	}
}

// sign makes the headers of an attempt, and lets faults change what they are made from, and what comes of it. What came in
// keeps its headers; where it is not signed anew, all of them.
func (t *tampered) sign(dialect Dialect, traits *Traits, d *Delivery, anew bool, in SignInput) (Signed, error) {
	signed := Signed{Body: in.Body, Traits: traits}
	if anew {
		unsigned := Unsigned{SignInput: in, Traits: traits}
		t.of(SignStage, func(rule *FaultRule, hit *AppliedFault) {
			unsigned.Draw = t.engine.faultDraw(rule, d)
			t.engine.Faults.Sign(rule, hit, &unsigned)
		})
		headers, err := dialect.Headers(unsigned.SignInput)
		if err != nil {
			return Signed{}, err
		}
		signed.Headers, signed.Body = headers, unsigned.Body
	}
	if d.IncomingID != "" {
		signed.Headers = login(laidOver(d.Passed, signed.Headers), d.URL, traits)
	}
	t.of(SignedStage, func(rule *FaultRule, hit *AppliedFault) {
		signed.Draw = t.engine.faultDraw(rule, d)
		t.engine.Faults.Signed(rule, hit, &signed)
	})
	return signed, nil
}

// wire wraps the transport: what acts on the request stands nearest to it, the first rule farthest out; around that stands
// what acts on the answer, the first rule nearest.
func (t *tampered) wire(transport http.RoundTripper) http.RoundTripper {
	for i := range slices.Backward(t.rules) {
		if t.rules[i].Stage == RequestStage {
			transport = t.engine.Faults.Wire(&t.rules[i], &t.hits[i], transport)
		}
	}
	t.of(AnswerStage, func(rule *FaultRule, hit *AppliedFault) { transport = t.engine.Faults.Wire(rule, hit, transport) })
	t.of(0, func(rule *FaultRule, hit *AppliedFault) { transport = t.engine.Faults.Wire(rule, hit, transport) }) // says that it is not known
	return transport
}
