// Command draw turns a terminal's screen, as `tmux capture-pane -e` writes it, into an SVG: cell by cell, so that columns
// stand whatever font the viewer has. Borders and bars are drawn as shapes, since glyphs leave gaps between lines.
// (freeze v0.2.2 puts lines out of column after wide signs, lets colours run on, and embeds 370 kB of font.)
package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"log"
	"os"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Sizes in pixels.
const (
	cellWidth, cellHeight = 8.4, 18.0
	fontSize, baseline    = 14, 13.5
	margin                = 16.0
)

const (
	ground = "#16181d"
	ink    = "#d7dae0"
)

// palette is the sixteen colours of a dark terminal.
func palette() [16]string {
	return [16]string{
		"#16181d", "#d7656f", "#8cb96b", "#d5a458", "#5f9be0", "#b77bd0", "#4fb0b8", "#a4a9b3",
		"#676d79", "#ee7d85", "#9ed07c", "#ecc06c", "#78b4f5", "#cf96e8", "#67c8d0", "#eceff4",
	}
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	width := 0
	for _, line := range lines {
		width = max(width, ansi.StringWidth(string(line)))
	}
	terminal := vt.NewEmulator(width, len(lines))
	if _, err := terminal.Write(bytes.Join(lines, []byte("\r\n"))); err != nil {
		log.Fatal(err)
	}
	if _, err := io.WriteString(os.Stdout, draw(terminal)); err != nil {
		log.Fatal(err)
	}
}

func draw(terminal *vt.Emulator) string {
	var b strings.Builder
	w, h := float64(terminal.Width())*cellWidth+2*margin, float64(terminal.Height())*cellHeight+2*margin
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.1f %.1f\" width=\"%.0f\" height=\"%.0f\">\n", w, h, w, h)
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n", ground)
	fmt.Fprintf(&b, "<g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace\" font-size=\"%d\" fill=\"%s\">\n", fontSize, ink)
	for y := range terminal.Height() {
		for x := 0; x < terminal.Width(); {
			x += drawRun(&b, terminal, x, y)
		}
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// drawRun draws the cells from x on that can be drawn as one, and returns how many they are.
func drawRun(b *strings.Builder, terminal *vt.Emulator, x, y int) (n int) {
	first := terminal.CellAt(x, y)
	left, top := margin+float64(x)*cellWidth, margin+float64(y)*cellHeight
	content := cmp.Or(first.Content, " ")
	if !letters(content) {
		n = max(first.Width, 1)
		fore, back := colours(&first.Style)
		for content == "─" && x+n < terminal.Width() && terminal.CellAt(x+n, y).Content == content && terminal.CellAt(x+n, y).Style.Equal(&first.Style) {
			n++ // a line, in one go
		}
		drawGround(b, back, left, top, n)
		if !drawShape(b, content, fore, left, top, n) {
			drawText(b, content, fore, &first.Style, left, top, n)
		}
		return n
	}
	var text strings.Builder
	for x+n < terminal.Width() {
		cell := terminal.CellAt(x+n, y)
		content := cmp.Or(cell.Content, " ")
		if !letters(content) || !cell.Style.Equal(&first.Style) {
			break
		}
		if content == " " && strings.HasSuffix(text.String(), " ") {
			break // viewers make one blank of several
		}
		text.WriteString(content)
		n++
	}
	fore, back := colours(&first.Style)
	drawGround(b, back, left, top, n)
	// Blanks at the ends are left out.
	run := strings.TrimLeft(text.String(), " ")
	left += float64(text.Len()-len(run)) * cellWidth
	if run = strings.TrimRight(run, " "); run != "" {
		drawText(b, run, fore, &first.Style, left, top, len(run))
	}
	return n
}

// letters reports whether every font has a cell's content in its usual width.
func letters(content string) bool { return len(content) == 1 && content[0] < 0x7f }

func drawGround(b *strings.Builder, back string, left, top float64, n int) {
	if back != "" {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", left, top, float64(n)*cellWidth, cellHeight, back)
	}
}

func drawText(b *strings.Builder, text, fore string, style *uv.Style, left, top float64, n int) {
	fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" textLength=\"%.1f\"", left, top+baseline, float64(n)*cellWidth)
	if n == 1 {
		b.WriteString(" lengthAdjust=\"spacingAndGlyphs\"")
	}
	if fore != "" {
		fmt.Fprintf(b, " fill=\"%s\"", fore)
	}
	if style.Attrs&uv.AttrBold != 0 {
		b.WriteString(" font-weight=\"bold\"")
	}
	if style.Attrs&uv.AttrFaint != 0 {
		b.WriteString(" opacity=\"0.6\"")
	}
	if style.Underline != ansi.UnderlineNone {
		b.WriteString(" text-decoration=\"underline\"")
	}
	b.WriteString(">")
	_ = xml.EscapeText(b, []byte(text)) // a strings.Builder takes everything
	b.WriteString("</text>\n")
}

// drawShape draws borders, and bars of eighths, of so many cells; not ok for what is text.
func drawShape(b *strings.Builder, content, fore string, left, top float64, n int) (ok bool) {
	fore = cmp.Or(fore, ink)
	midX, midY, right, bottom := left+cellWidth/2, top+cellHeight/2, left+float64(n)*cellWidth, top+cellHeight
	const bend = cellWidth / 2
	lines := map[string]string{
		"│": fmt.Sprintf("M%.1f %.1fV%.1f", midX, top, bottom),
		"─": fmt.Sprintf("M%.1f %.1fH%.1f", left, midY, right),
		"╭": fmt.Sprintf("M%.1f %.1fV%.1fQ%.1f %.1f %.1f %.1f", midX, bottom, midY+bend, midX, midY, right, midY),
		"╮": fmt.Sprintf("M%.1f %.1fQ%.1f %.1f %.1f %.1fV%.1f", left, midY, midX, midY, midX, midY+bend, bottom),
		"╰": fmt.Sprintf("M%.1f %.1fV%.1fQ%.1f %.1f %.1f %.1f", midX, top, midY-bend, midX, midY, right, midY),
		"╯": fmt.Sprintf("M%.1f %.1fQ%.1f %.1f %.1f %.1fV%.1f", left, midY, midX, midY, midX, midY-bend, top),
		"├": fmt.Sprintf("M%.1f %.1fV%.1fM%.1f %.1fH%.1f", midX, top, bottom, midX, midY, right),
		"┤": fmt.Sprintf("M%.1f %.1fV%.1fM%.1f %.1fH%.1f", midX, top, bottom, left, midY, midX),
	}
	if path, found := lines[content]; found {
		fmt.Fprintf(b, "<path d=\"%s\" fill=\"none\" stroke=\"%s\"/>\n", path, fore)
		return true
	}
	lower, upright := strings.Index("▁▂▃▄▅▆▇█", content)/len("▁"), strings.Index("▏▎▍▌▋▊▉", content)/len("▏")
	switch {
	case strings.Contains("▁▂▃▄▅▆▇█", content):
		height := cellHeight * float64(lower+1) / 8
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", left, bottom-height, cellWidth, height, fore)
	case strings.Contains("▏▎▍▌▋▊▉", content):
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", left, top, cellWidth*float64(upright+1)/8, cellHeight, fore)
	default:
		return false
	}
	return true
}

// colours are a cell's, empty for the screen's own.
func colours(style *uv.Style) (fore, back string) {
	fore, back = colourOf(style.Fg), colourOf(style.Bg)
	if style.Attrs&uv.AttrReverse != 0 {
		return cmp.Or(back, ground), cmp.Or(fore, ink)
	}
	return fore, back
}

func colourOf(c color.Color) string {
	switch c := c.(type) {
	case nil:
		return ""
	case ansi.BasicColor:
		return palette()[c]
	case ansi.IndexedColor:
		if c < 16 {
			return palette()[c]
		}
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
