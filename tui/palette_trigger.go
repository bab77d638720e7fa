package tui

import "github.com/ledgerhook/ledgerhook/relay/control"

func newTriggerPalette(t *theme) palette {
	return palette{kind: triggerPalette, title: "Trigger an event", loading: true, input: t.newInput("> ", "product and event, as in finto paid")}
}

// takeProviders fills the trigger palette.
func (p *palette) takeProviders(providers []control.Provider) {
	p.loading, p.choices = false, nil
	for _, provider := range providers {
		for _, event := range provider.Events {
			p.choices = append(p.choices, choice{
				name: provider.Name + " " + event.Name, meaning: event.Meaning, provider: provider.Name, event: event.Name,
			})
		}
	}
	p.match()
}

// triggerCommand is the command line that publishes an event, without the program's name.
func triggerCommand(provider, event string) string {
	return "trigger " + quoted(provider) + " " + quoted(event)
}
