package control

import (
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// problem turns the engine's errors into application/problem+json. What is not known to be the caller's or the store's
// doing is ours: a 500.
func problem(err error) error {
	var input *relay.InputError
	var filter *relay.FilterError
	var waits *retry.ParseError
	switch {
	case errors.As(err, &input):
		return huma.Error422UnprocessableEntity(input.Error(), &huma.ErrorDetail{Message: input.Problem, Location: input.Field})
	case errors.As(err, &filter):
		return huma.Error422UnprocessableEntity(filter.Error())
	case errors.As(err, &waits):
		return huma.Error422UnprocessableEntity(err.Error(), &huma.ErrorDetail{Message: waits.Problem, Location: "retry"})
	case errors.Is(err, relay.ErrNotFound):
		return huma.Error404NotFound(err.Error())
	case errors.Is(err, relay.ErrConflict):
		return huma.Error409Conflict(err.Error())
	case errors.Is(err, relay.ErrUnavailable):
		return huma.Error503ServiceUnavailable(err.Error())
	}
	return huma.Error500InternalServerError(err.Error())
}
