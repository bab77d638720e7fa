package control

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ReadRecord reads a record at a product's own API, as an app does that got a thin event: path is below the product's base URL.
// Any answer but 200 is an error.
func (c *Client) ReadRecord(ctx context.Context, env *Env, provider, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, env.Providers[provider]+path, nil)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	request.Header.Set("Authorization", "Bearer "+env.Tokens[provider])
	resp, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, cause(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, relay.MaxDataBytes))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("GET %s was answered %d", path, resp.StatusCode)
	}
	return body, nil
}
