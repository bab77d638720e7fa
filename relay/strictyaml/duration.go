package strictyaml

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// ParseDuration reads a length of time as time.ParseDuration does, with days of 24 hours before the rest: 48h, 2d, 1d12h.
// It is false for what is none, or below zero.
func ParseDuration(text string) (time.Duration, bool) {
	days, rest, has := strings.Cut(text, "d")
	if !has {
		d, err := time.ParseDuration(text)
		return d, err == nil && d >= 0
	}
	n, err := strconv.ParseUint(days, 10, 32)
	const most = math.MaxInt64 / uint64(24*time.Hour)
	if err != nil || n > most {
		return 0, false
	}
	total := time.Duration(n) * 24 * time.Hour
	if rest == "" {
		return total, true
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 || strings.HasPrefix(rest, "+") || total+d < total {
		return 0, false
	}
	return total + d, true
}

// Duration reads a length of time, as ParseDuration does.
func (r *Reader) Duration(what string, to *time.Duration) func(ast.Node) error {
	return func(node ast.Node) error {
		text, err := r.Written(node, what)
		if err != nil {
			return err
		}
		d, ok := ParseDuration(text)
		if !ok {
			return r.ErrorAt(node, what+" is no length of time: "+Quoted(text), "write it like 10s, 48h or 2d")
		}
		*to = d
		return nil
	}
}
