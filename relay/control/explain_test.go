package control_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	jsonv1 "encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// indenting is somebody's receiver that parses the body, indents it, and shows in its refusal what it computed then.
func indenting(t *testing.T, secret string, status int) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body any
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = jsonv1.Unmarshal(raw, &body)
		}
		if err != nil {
			t.Error(err)
		}
		again, _ := jsonv1.MarshalIndent(body, "", "  ")
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(again)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error":"wrong signature","expected":"%s"}`, hex.EncodeToString(mac.Sum(nil)))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// One line stands beside a refusal in the change stream and in the delivery, and says what the receiver did.
func TestRefusalsAreExplained(t *testing.T) {
	t.Parallel()
	const secret = "whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"
	for status, explained := range map[int]bool{401: true, 403: true, 400: true, 500: false} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			_, client := start(t, local.Options{Bare: true})
			sub, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "fintoro", URL: indenting(t, secret, status), Secret: secret})
			if err != nil {
				t.Fatal(err)
			}
			change := attempted(t, client, "fintoro", "invoices.paid")
			d, err := client.Delivery(t.Context(), change.Delivery.ID)
			if err != nil || len(d.Attempts) != 1 {
				t.Fatalf("%+v, %v", d, err)
			}
			line := d.Attempts[0].Explanation
			if change.Explanation != line || (line != "") != explained {
				t.Fatalf("the stream says %q, the delivery %q", change.Explanation, line)
			}
			if explained && !strings.Contains(line, "which comes out over re-serialised JSON (Go's json.MarshalIndent of a map); sign the raw bytes") {
				t.Errorf("%q", line)
			}
			if _, err := client.RotateSecret(t.Context(), sub.ID, control.RotateSecret{}); err != nil {
				t.Fatal(err)
			}
			d, err = client.Delivery(t.Context(), d.ID)
			if line := d.Attempts[0].Explanation; err != nil || explained && !strings.Contains(line, "sent right at its time, with a secret") {
				t.Errorf("after a rotation: %q, %v", line, err)
			}
			if err := client.Unsubscribe(t.Context(), sub.ID); err != nil {
				t.Fatal(err)
			}
			d, err = client.Delivery(t.Context(), d.ID)
			if line := d.Attempts[0].Explanation; err != nil || explained && !strings.Contains(line, "subscription is gone") {
				t.Errorf("after it was deleted: %q, %v", line, err)
			}
		})
	}
}

// attempted publishes an event and returns the change of its first attempt.
func attempted(t *testing.T, client *control.Client, provider, eventType string) control.Change {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var found control.Change
	published := false
	err := client.Watch(ctx, 0, func(c control.Change) error {
		if !published { // the hello: nothing can be missed from here on
			published = true
			_, err := client.Publish(ctx, control.PublishRequest{Provider: provider, Type: eventType}, "")
			return err
		}
		if c.Attempted {
			found = c
			return io.EOF
		}
		return nil
	})
	if found.Delivery == nil {
		t.Fatalf("no attempt was told: %v", err)
	}
	return found
}

// A virtual clock's time is stale to a receiver with a clock of its own.
func TestVirtualTimeIsExplained(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true, Clock: relay.NewVirtualClock(time.Date(2020, 5, 4, 12, 0, 0, 0, time.UTC))})
	if _, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "bookkeeper", URL: indenting(t, "another", 401)}); err != nil {
		t.Fatal(err)
	}
	change := attempted(t, client, "bookkeeper", "payment.confirmed")
	if !strings.Contains(change.Explanation, "sent right: base64 HMAC-SHA256 over id.timestamp.body") || !strings.Contains(change.Explanation, "--sign-time wall") {
		t.Errorf("%d: %q", change.Delivery.LastStatus, change.Explanation)
	}
}
