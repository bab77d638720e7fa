package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strconv"
)

// otherMoment tries the times beside the one in the header, with the right text, key and algorithm: who asks the clock twice, once for
// the header and once for the signature, signs with another second now and then, and so does a receiver that takes its own time.
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
		for away := int64(1); away <= int64(explainTolerance.Seconds()); away++ {
			for _, by := range []int64{away, -away} {
				lead, _ := leadOf(s.text, s.id, strconv.FormatInt(seconds+by, 10))
				mac.Reset()
				mac.Write([]byte(lead))
				mac.Write(s.in.Body)
				if c, ok := s.matching(mac.Sum(sum)); ok {
					return &finding{together(s.withForm([]part{moment(s.short, by)}, c, s.value)), c.text}
				}
			}
		}
	}
	return nil
}

func moment(short string, by int64) part {
	side := "later than"
	if by < 0 {
		side, by = "before", -by
	}
	return part{signedNow, fmt.Sprintf("over %s with a time %d s %s the one that the header tells", short, by, side), "sign with the very time of the header, and do not ask the clock again"}
}
