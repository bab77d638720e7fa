package relay_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC) // a Monday
	tests := map[string]struct {
		values []string
		wait   time.Duration
		note   string // part of it; empty means none
		ok     bool
	}{
		"no header":                         {nil, 0, "", false},
		"seconds":                           {[]string{"120"}, 2 * time.Minute, "", true},
		"zero":                              {[]string{"0"}, 0, "", true},
		"zeros in front":                    {[]string{"007"}, 7 * time.Second, "", true},
		"blanks around":                     {[]string{"\t 5 "}, 5 * time.Second, "", true},
		"a day":                             {[]string{"86400"}, 24 * time.Hour, "", true},
		"a second more than a day":          {[]string{"86401"}, 0, `"86401" was ignored: it is more than 24h0m0s`, false},
		"more than a duration holds":        {[]string{"9223372037"}, 0, "was ignored", false},
		"more than an integer holds":        {[]string{"99999999999999999999999"}, 0, "was ignored", false},
		"negative":                          {[]string{"-1"}, 0, `"-1" was ignored: it is negative`, false},
		"very negative":                     {[]string{"-99999999999999999999999"}, 0, "it is negative", false},
		"a sign in front":                   {[]string{"+5"}, 0, "neither whole seconds nor a date", false},
		"a fraction":                        {[]string{"1.5"}, 0, "neither", false},
		"an exponent":                       {[]string{"1e3"}, 0, "neither", false},
		"hexadecimal":                       {[]string{"0x10"}, 0, "neither", false},
		"digits of another script":          {[]string{"١٢"}, 0, "neither", false},
		"a unit":                            {[]string{"5s"}, 0, "neither", false},
		"empty":                             {[]string{""}, 0, "it is empty", false},
		"only blanks":                       {[]string{"  "}, 0, "it is empty", false},
		"a minus alone":                     {[]string{"-"}, 0, "neither", false},
		"garbage with control characters":   {[]string{"\xff\x1b[31m\x00"}, 0, `"\xff\x1b[31m\x00" was ignored`, false},
		"very long garbage":                 {[]string{strings.Repeat("x", 100_000)}, 0, "…", false},
		"a date":                            {[]string{"Mon, 04 May 2026 09:31:30 GMT"}, 90 * time.Second, "", true},
		"a date as RFC 850 wrote it":        {[]string{"Monday, 04-May-26 09:31:30 GMT"}, 90 * time.Second, "", true},
		"a date as C wrote it":              {[]string{"Mon May  4 09:31:30 2026"}, 90 * time.Second, "", true},
		"a date as JSON would":              {[]string{"2026-05-04T09:31:30Z"}, 0, "neither", false},
		"this instant":                      {[]string{"Mon, 04 May 2026 09:30:00 GMT"}, 0, "", true},
		"a date that has passed":            {[]string{"Mon, 04 May 2026 09:29:59 GMT"}, 0, "the date has passed", false},
		"a date long ago":                   {[]string{"Thu, 01 Jan 1970 00:00:00 GMT"}, 0, "the date has passed", false},
		"a date beyond a day":               {[]string{"Wed, 06 May 2026 09:30:00 GMT"}, 0, "was ignored", false},
		"a date that no duration reaches":   {[]string{"Fri, 31 Dec 9999 23:59:59 GMT"}, 0, "was ignored", false},
		"a day that does not exist":         {[]string{"Mon, 31 Feb 2026 09:31:30 GMT"}, 0, "neither", false},
		"one value said twice":              {[]string{"5", " 5"}, 5 * time.Second, "", true},
		"two values that differ":            {[]string{"5", "6"}, 0, "2 different Retry-After values were ignored", false},
		"a good one and garbage":            {[]string{"5", "x"}, 0, "2 different", false},
		"two values in one line":            {[]string{"5, 6"}, 0, "neither", false},
		"the same instant in two spellings": {[]string{"90", "Mon, 04 May 2026 09:31:30 GMT"}, 0, "2 different", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wait, note, ok := relay.RetryAfter(tt.values, now)
			if wait != tt.wait || ok != tt.ok || (note == "") != (tt.note == "") || !strings.Contains(note, tt.note) {
				t.Errorf("%v %q %v, want %v %q %v", wait, note, ok, tt.wait, tt.note, tt.ok)
			}
			if len(note) > 400 || !utf8.ValidString(note) {
				t.Errorf("the note has %d bytes: %q", len(note), note)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "", int64(0))
	f.Add("Mon, 04 May 2026 09:31:30 GMT", "-1", int64(1777887000))
	f.Fuzz(func(t *testing.T, one, two string, unix int64) {
		now := time.Unix(unix%(1<<40), 0)
		for _, values := range [][]string{{one}, {one, two}} {
			wait, note, ok := relay.RetryAfter(values, now)
			if wait < 0 || wait > relay.MaxRetryAfter || !ok && (wait != 0 || note == "") || !utf8.ValidString(note) {
				t.Errorf("RetryAfter(%q) = %v %q %v", values, wait, note, ok)
			}
		}
	})
}
