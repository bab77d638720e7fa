package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// scrubKey stands in meta while bytes of what was sealed may still lie in unused parts of the file.
const scrubKey = "scrub"

const (
	clearSubscriptions = `SELECT id, url, urls, secrets, own FROM subscriptions WHERE sealed IS NULL`
	sealSubscription   = `UPDATE subscriptions SET url = ?, urls = ?, secrets = NULL, own = NULL, sealed = ? WHERE id = ?`

	clearRedirects = `SELECT id, url FROM deliveries WHERE redirected AND sealed_url IS NULL AND (instr(url, '@') OR instr(url, '?'))`
	sealRedirect   = `UPDATE deliveries SET sealed_url = ? WHERE id = ?`
	maskDeliveries = `UPDATE deliveries SET url = mask_url(url) WHERE (instr(url, '@') OR instr(url, '?')) AND url <> mask_url(url)`
	anythingStored = `SELECT EXISTS (SELECT 1 FROM subscriptions) OR EXISTS (SELECT 1 FROM deliveries)`
	maskAttempts   = `UPDATE attempts SET request_url = mask_url(request_url) WHERE instr(request_url, '?') AND request_url <> mask_url(request_url)`
)

// sealOld gives a database that has no data key one, and seals what stands in it in the clear, in one transaction.
func sealOld(ctx context.Context, db *sql.DB, seal Seal) (*box, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	// What is replaced is overwritten, not just given up.
	if _, err := conn.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	b, err := makeBox(ctx, tx, seal)
	if err == nil {
		err = sealRows(ctx, tx, b)
	}
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return b, tx.Commit()
}

func sealRows(ctx context.Context, tx *sql.Tx, b *box) error {
	var stored bool
	if err := tx.QueryRowContext(ctx, anythingStored).Scan(&stored); err != nil || !stored { // a new database, as a rule
		return err
	}
	subs, err := all(ctx, tx, clearSubscriptions, func(r row) (relay.Subscription, error) {
		var s relay.Subscription
		var urls, secrets []byte
		if err := r.Scan(&s.ID, &s.URL, &urls, &secrets, &s.Own); err != nil {
			return s, err
		}
		return s, decodeSecrets(&s, urls, secrets)
	})
	if err != nil {
		return err
	}
	changed := len(subs)
	for i := range subs {
		e, err := b.sealSubscription(&subs[i])
		if err == nil {
			_, err = tx.ExecContext(ctx, sealSubscription, e.url, text(e.urls), e.sealed, subs[i].ID)
		}
		if err != nil {
			return fmt.Errorf("seal subscription %s: %w", subs[i].ID, err)
		}
	}
	redirects, err := all(ctx, tx, clearRedirects, func(r row) (relay.Delivery, error) {
		var d relay.Delivery
		err := r.Scan(&d.ID, &d.URL)
		return d, err
	})
	if err != nil {
		return err
	}
	for _, d := range redirects {
		if _, err := tx.ExecContext(ctx, sealRedirect, b.seal(ofDelivery(d.ID), []byte(d.URL)), d.ID); err != nil {
			return fmt.Errorf("seal the URL of delivery %s: %w", d.ID, err)
		}
	}
	for _, statement := range []string{maskDeliveries, maskAttempts} {
		result, err := tx.ExecContext(ctx, statement)
		if err != nil {
			return fmt.Errorf("mask URLs: %w", err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		changed += int(n)
	}
	if changed == 0 {
		return nil
	}
	_, err = tx.ExecContext(ctx, upsertMeta, scrubKey, "due")
	return err
}

// scrub rewrites the file, so that nothing is left of what earlier versions of its rows said, and empties the log. It is
// due once, after the secrets of an older schema were sealed, and is tried again at the next start where it fails.
func scrub(ctx context.Context, db *sql.DB) error {
	var due string
	err := db.QueryRowContext(ctx, selectMeta, scrubKey).Scan(&due)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	for _, statement := range []string{"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "DELETE FROM meta WHERE key = '" + scrubKey + "'", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if err == nil {
			_, err = db.ExecContext(ctx, statement)
		}
	}
	if err != nil {
		return fmt.Errorf("rewrite the file, so that no unused part of it holds what was sealed: %w", translate(err))
	}
	return nil
}

func all[T any](ctx context.Context, tx *sql.Tx, query string, scan func(row) (T, error)) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return collect(rows, scan)
}
