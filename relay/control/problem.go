package control

import (
	"context"
	"errors"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// problem turns the engine's errors into application/problem+json. What is not known to be the caller's or the store's
// doing is ours: a 500.
func problem(err error) error {
	var input *relay.InputError
	var event *relay.EventError
	var target *relay.TargetError
	var filter *relay.FilterError
	var waits *retry.ParseError
	switch {
	case errors.As(err, &target):
		return huma.Error403Forbidden(target.Error(), &huma.ErrorDetail{Message: target.Input.Problem, Location: target.Input.Field})
	case errors.As(err, &input) && errors.As(err, &event):
		return huma.Error422UnprocessableEntity(event.Error(), &huma.ErrorDetail{Message: input.Problem, Location: locationOf(event.Index, input.Field)})
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
	case errors.Is(err, context.Canceled): // nobody is there to be told, but for one who only said that it sends nothing more
		return huma.Error400BadRequest("the caller hung up before this was done: " + err.Error())
	case errors.Is(err, relay.ErrUnavailable):
		return huma.Error503ServiceUnavailable(err.Error())
	}
	return huma.Error500InternalServerError(err.Error())
}

// maxDetails is how many mistakes a refusal tells of.
const maxDetails = 20

// short takes the values out of a refusal, which may be secrets, and the last of very many details.
func short(_ huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	if many := len(model.Errors); many > maxDetails {
		model.Errors = model.Errors[:maxDetails]
		model.Detail += fmt.Sprintf(" (the first %d of %d mistakes)", maxDetails, many)
	}
	for _, detail := range model.Errors {
		detail.Value = nil
	}
	return model, nil
}
