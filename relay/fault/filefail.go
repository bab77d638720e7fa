package fault

import "github.com/ledgerhook/ledgerhook/relay"

// fileFail refuses a document's file.
type fileFail struct{}

func (fileFail) entry() Entry {
	return Entry{
		Name: "file-fail", Value: "CODE", Default: "503", Stage: relay.FileStage, Places: apiOnly(),
		Meaning: "the document's file cannot be had: the product's API answers CODE (400 to 599)",
		Expect:  "the receiver books without the file, marks it, and fetches the file later",
		Example: "faults add file-fail --filter provider:finpilo --first 2",
	}
}

func (fileFail) check(value string) error {
	if code, ok := statusCode(value); !ok || code < 400 {
		return mistake("file-fail", value, "a code from 400 to 599", "503")
	}
	return nil
}

func (fileFail) read(value string) relay.ReadFault {
	code, _ := statusCode(value)
	return relay.ReadFault{Status: code}
}
