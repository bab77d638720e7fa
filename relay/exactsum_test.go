package relay

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// Whatever amounts are added up, in whatever order, the sum is that of fractions.
func TestSumsAreExact(t *testing.T) {
	t.Parallel()
	const seed = 7
	random := rand.New(rand.NewPCG(seed, 0))
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(byte('0' + random.IntN(10)))
		}
		return b.String()
	}
	var sum exactSum
	var want big.Rat
	for range 2000 {
		text := digits(1 + random.IntN(wholeDigits+2))
		if n := random.IntN(unitDigits + 3); n > 0 {
			text += "." + digits(n)
		}
		amount, err := readPlain(text)
		if err != nil {
			t.Fatal(err)
		}
		value, _ := new(big.Rat).SetString(text)
		_, fraction, _ := strings.Cut(text, ".")
		if amount.digits != len(fraction) {
			t.Fatalf("seed %d: %s has %d digits behind the point", seed, text, amount.digits)
		}
		before := sum
		before.rest = big.Rat{}
		before.rest.Set(&sum.rest)
		sum.add(amount)
		want.Add(&want, value)
		if sum.value().Cmp(&want) != 0 {
			t.Fatalf("seed %d: with %s it is %s, want %s", seed, text, sum.value().FloatString(9), want.FloatString(9))
		}
		if zero := value.Sign() == 0; before.equal(&sum) != zero || !sum.equal(&sum) {
			t.Fatalf("seed %d: before and with %s it is equal: %t", seed, text, !zero)
		}
	}
}

// What an int64 holds no more goes on as a fraction.
func TestLargeSumsAreExact(t *testing.T) {
	t.Parallel()
	most := strings.Repeat("9", wholeDigits) + "." + strings.Repeat("9", unitDigits)
	amount, err := readPlain(most)
	if err != nil || amount.large != nil {
		t.Fatalf("%s is not of usual size: %v", most, err)
	}
	var sum exactSum
	const times = 1000 // of 10^17 units: an int64 holds 92
	for range times {
		sum.add(amount)
	}
	one, _ := new(big.Rat).SetString(most)
	if want := one.Mul(one, big.NewRat(times, 1)); sum.value().Cmp(want) != 0 {
		t.Errorf("it is %s, want %s", sum.value().FloatString(6), want.FloatString(6))
	}
}

// BenchmarkTrialBalancer adds up postings of three entries.
func BenchmarkTrialBalancer(b *testing.B) {
	for _, postings := range []int{1000} {
		b.Run(fmt.Sprintf("postings=%d", postings), func(b *testing.B) {
			references := make([]string, postings)
			for i := range references {
				references[i] = fmt.Sprintf("INV-2026-%04d", i)
			}
			for b.Loop() {
				var sums TrialBalancer
				for _, reference := range references {
					for _, e := range []Entry{{"receivables", "507.93", ""}, {"revenue", "", "419.78"}, {"output_vat_21", "", "88.15"}} {
						if err := sums.Add(reference, "EUR", e); err != nil {
							b.Fatal(err)
						}
					}
				}
				sums.Result(postings)
			}
			b.ReportMetric(float64(b.N*postings)/b.Elapsed().Seconds(), "postings/s")
		})
	}
}
