package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// countAside counts what is not verified. Of rejected requests and of probes the older ones are removed: the place of the newest
// is how many there were. In one statement with the verified ones, so that all is of one moment.
const countAside = `
SELECT 'unverified', count(*) FROM incoming WHERE verdict = 'unverified' AND verdict <> 'verified'
UNION ALL SELECT 'repeated', count(*) FROM incoming WHERE verdict = 'repeated' AND verdict <> 'verified'
UNION ALL SELECT 'rejected', coalesce((SELECT place FROM incoming WHERE verdict = 'rejected' AND verdict <> 'verified' ORDER BY seq DESC LIMIT 1), 0)
UNION ALL SELECT 'probe', coalesce((SELECT place FROM incoming WHERE verdict = 'probe' AND verdict <> 'verified' ORDER BY seq DESC LIMIT 1), 0)
UNION ALL SELECT '` + lastRow + `', (SELECT coalesce(max(seq), 0) FROM incoming)
UNION ALL SELECT 'verified', `

const (
	countIncoming      = countAside + `(SELECT count(*) FROM incoming WHERE verdict = 'verified')`              // through their index
	countNewerIncoming = countAside + `(SELECT count(*) FROM incoming WHERE seq > ? AND +verdict = 'verified')` // through the rows themselves
)

// CountIncoming implements relay.Archive. Verified requests that were counted before are not looked at again.
func (s *Store) CountIncoming(ctx context.Context) (counts map[relay.IncomingVerdict]int, err error) {
	err = s.verified.count(func(known counted) (now counted, err error) {
		if known.upTo == 0 {
			counts, err = countRows[relay.IncomingVerdict](ctx, s, countIncoming)
		} else {
			counts, err = countRows[relay.IncomingVerdict](ctx, s, countNewerIncoming, known.upTo)
		}
		if err != nil {
			return now, err
		}
		now = counted{upTo: int64(counts[lastRow]), rows: known.rows + counts[relay.IncomingVerified]}
		delete(counts, lastRow)
		if now.rows > 0 {
			counts[relay.IncomingVerified] = now.rows
		}
		return now, nil
	})
	if err != nil {
		return nil, fmt.Errorf("count incoming requests: %w", err)
	}
	return counts, nil
}
