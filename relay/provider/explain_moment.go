package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strconv"
)

// otherMoment tries the times beside the one in the header, with the right text, key and algorithm: who asks the clock
// twice, once for the header and once for the signature, signs with another second now and then, or with its
// milliseconds, and so does a receiver that takes its own time.
func (s *searching) otherMoment() *finding {
	seconds, err := strconv.ParseInt(s.timestamp, 10, 41)
	if !s.needsTime() || err != nil || len(s.in.Body) > maxMomentBytes {
		return nil
	}
	for _, k := range s.keys {
		if k.mistake != nil {
			continue
		}
		mac, sum := hmac.New(sha256.New, k.key), make([]byte, 0, sha256.Size)
		signed := func(time int64, what part) *finding {
			lead, _ := leadOf(s.text, s.id, strconv.FormatInt(time, 10))
			mac.Reset()
			mac.Write([]byte(lead))
			mac.Write(s.in.Body)
			c, ok := s.matching(mac.Sum(sum))
			if !ok {
				return nil
			}
			return &finding{together(s.withForm([]part{what}, c, s.value)), c.text}
		}
		for away := int64(1); away <= int64(explainTolerance.Seconds()); away++ {
			for _, by := range []int64{away, -away} {
				if found := signed(seconds+by, s.moment(by)); found != nil {
					return found
				}
			}
		}
		for millis := range int64(1000) {
			if found := signed(seconds*1000+millis, *s.textMistake(signedMilliseconds, s.short+" with the time in milliseconds")); found != nil {
				return found
			}
		}
	}
	return nil
}

// moment is a time that is some seconds away.
func (s *searching) moment(by int64) part {
	side := "later than"
	if by < 0 {
		side, by = "before", -by
	}
	return part{signedNow, fmt.Sprintf("over %s with a time %d s %s the one that the header tells", s.short, by, side), "sign with the very time of the header, and do not ask the clock again"}
}
