package tui

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// draft is a body on its way through an editor.
type draft struct {
	id       string // of the delivery
	path     string // the file; its folder is ours and goes with it
	original []byte
	spread   bool // it was one line of JSON, and is edited with line breaks
}

// draftedMsg says that a body lies in a file, ready to be edited.
type draftedMsg struct {
	draft draft
	err   error
}

// closedMsg says that the editor has ended.
type closedMsg struct {
	draft draft
	err   error
}

// editedMsg is what came out of the editor.
type editedMsg struct {
	id   string
	body []byte
	same bool // nothing was changed
	odd  bool // it was JSON and is none any more
	err  error
}

var errNoBody = errors.New("this delivery has no body to edit")

// edit lets the selected delivery's body be edited.
func (m *model) edit() tea.Cmd {
	m.list.pin()
	return m.calls.draftBody(m.list.current().ID)
}

// draftBody writes a delivery's body into a file that only this user may read: credentials in it are not masked.
func (c calls) draftBody(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		d, err := c.client.RevealDelivery(ctx, id)
		if err != nil {
			return draftedMsg{err: err}
		}
		drafted := draft{id: id, original: (&control.Message{Body: d.Body, BodyBase64: d.BodyBase64}).Bytes()}
		if len(drafted.original) == 0 {
			return draftedMsg{err: errNoBody}
		}
		text := drafted.original
		var compact, spread bytes.Buffer
		if json.Compact(&compact, text) == nil && bytes.Equal(compact.Bytes(), text) && json.Indent(&spread, text, "", "  ") == nil {
			drafted.spread, text = true, append(spread.Bytes(), '\n')
		}
		folder, err := os.MkdirTemp("", "ledgerhook-")
		if err != nil {
			return draftedMsg{err: err}
		}
		drafted.path = filepath.Join(folder, id+".json")
		return draftedMsg{drafted, os.WriteFile(drafted.path, text, 0o600)}
	})
}

// editorCommand runs an editor as a shell would, so that one such as "code --wait" works.
func editorCommand(editor, path string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		return exec.Command("cmd", "/c", editor+" "+path)
	}
	return exec.Command("sh", "-c", editor+` "$1"`, editor, path)
}

func (m *model) takeDrafted(msg draftedMsg) tea.Cmd {
	if msg.err != nil {
		m.toast = toastOf(actedMsg{err: msg.err})
		return nil
	}
	return m.calls.exec(editorCommand(m.editor, msg.draft.path), func(err error) tea.Msg { return closedMsg{msg.draft, err} })
}

// takeClosed reads what the editor left, and removes the file.
func (m *model) takeClosed(msg closedMsg) tea.Cmd {
	return m.calls.run(func(context.Context) tea.Msg {
		defer os.RemoveAll(filepath.Dir(msg.draft.path))
		if msg.err != nil {
			return editedMsg{err: errors.New("the editor ended with an error, so nothing was sent: " + msg.err.Error())}
		}
		text, err := os.ReadFile(msg.draft.path)
		return msg.draft.edited(text, err)
	})
}

// edited is a body as it is to be sent.
func (d *draft) edited(text []byte, err error) editedMsg {
	edited := editedMsg{id: d.id, body: text, err: err}
	if d.spread {
		var compact bytes.Buffer
		if edited.odd = json.Compact(&compact, text) != nil; !edited.odd {
			edited.body = compact.Bytes()
		}
	}
	edited.same = bytes.Equal(edited.body, d.original)
	return edited
}

func (m *model) takeEdited(msg editedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		m.toast = toastOf(actedMsg{err: msg.err})
		return nil
	case msg.same:
		m.toast = toastOf(actedMsg{text: "nothing was changed, so nothing was sent", warning: true})
		return nil
	case msg.odd:
		m.overlay = &confirmBox{
			question: "This is no JSON any more. Send it as it is?", details: []string{"It is signed, so the receiver takes it for the product's."},
			yes: func(m *model) tea.Cmd { return m.replayEdited(msg) },
		}
		return nil
	}
	return m.replayEdited(msg)
}

func (m *model) replayEdited(msg editedMsg) tea.Cmd {
	var options control.ReplayOptions
	if text := string(msg.body); utf8.ValidString(text) {
		options.Body = &text
	} else {
		encoded := base64.StdEncoding.EncodeToString(msg.body)
		options.BodyBase64 = &encoded
	}
	return m.calls.replayWith(msg.id, options, " --body FILE")
}
