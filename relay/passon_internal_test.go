package relay

import (
	"testing"
	"time"
)

func TestDecidePassing(t *testing.T) {
	t.Parallel()
	old, fresh := 2*time.Hour, 3*time.Minute
	tests := map[string]struct {
		given passingSituation
		want  passing
	}{
		"a fresh one goes as it came":                     {passingSituation{signed: true, age: fresh}, passing{}},
		"so does one that tells no time":                  {passingSituation{age: old, resign: true}, passing{}},
		"a fresh one is not signed anew":                  {passingSituation{signed: true, age: fresh, resign: true}, passing{}},
		"at four minutes it is fresh":                     {passingSituation{signed: true, age: freshFor, resign: true}, passing{}},
		"an old one goes as it came, and is told of":      {passingSituation{signed: true, age: old}, passing{false, "passed on as it came: its signature is 2h old, and a receiver that checks that refuses it (--resign signs anew)"}},
		"an old one is signed anew":                       {passingSituation{signed: true, age: old, resign: true}, passing{true, "signed anew: the original signature is 2h old"}},
		"and so is one of the future":                     {passingSituation{signed: true, age: -5 * time.Minute, resign: true}, passing{true, "signed anew: the original signature is 5m ahead"}},
		"not without a secret":                            {passingSituation{signed: true, age: old, resign: true, keyless: true}, passing{false, "passed on as it came: its signature is 2h old, and there is no secret to sign it anew with"}},
		"not where the original's time is asked for":      {passingSituation{signed: true, age: old, resign: true, original: true}, passing{false, "passed on as it came, as was asked for: its signature is 2h old"}},
		"an edited one is signed":                         {passingSituation{signed: true, age: fresh, edited: true}, passing{true, "signed anew: it was edited"}},
		"also with the original's time":                   {passingSituation{signed: true, age: old, edited: true, original: true}, passing{true, "signed anew: it was edited"}},
		"and one of which a fault changes what is signed": {passingSituation{signed: true, age: old, faulty: true}, passing{true, "signed anew: a fault changes what is signed"}},
	}
	for name, tt := range tests {
		if got := decidePassing(tt.given); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
		if got := PassingNote("no reference; " + tt.want.note + "; something else"); got != tt.want.note {
			t.Errorf("%s: of the note it tells %q", name, got)
		}
	}
}

func TestAgeOf(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]string{
		0: "0s old", 90 * time.Second: "1m30s old", 10 * time.Minute: "10m old", time.Hour + 29*time.Second: "1h old", 20 * time.Hour: "20h old",
		26*time.Hour + 5*time.Minute: "26h5m old", -5*time.Minute - time.Second: "5m1s ahead",
	} {
		if got := ageOf(age); got != want {
			t.Errorf("%v is %q, want %q", age, got, want)
		}
	}
}
