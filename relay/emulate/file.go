package emulate

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
)

// fileLines are what the file of a document says.
func fileLines(provider, id, baseURL string) []string {
	return []string{
		"Document " + id,
		"Made up by ledgerhook: it stands for the file that " + provider + " keeps.",
		baseURL + "/" + provider + "/files",
	}
}

// linesAPage is how many lines a page of a file holds.
const linesAPage = 36

// pdfFile is PDF 1.4 in a font that every reader has, on as many pages as the lines need, the first line in larger type.
func pdfFile(lines []string) answer {
	var kids []string
	var pages []string // the objects after the font: each page's content, then the next page
	for n := 0; n == 0 || n*linesAPage < len(lines); n++ {
		number := 3 // of the page's object; the font is 4, and the first page's content 5
		if n > 0 {
			number = 4 + 2*n
		}
		kids = append(kids, fmt.Sprintf("%d 0 R", number))
		page := fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents %d 0 R >>", 5+2*n)
		content := pdfPage(lines[n*linesAPage:min((n+1)*linesAPage, len(lines))], n == 0)
		pages = append(pages, page, fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content))
	}
	objects := append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids)),
		pages[0],
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}, pages[1:]...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1) // each entry is 20 bytes: hence the blank
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return answer{status: http.StatusOK, contentType: "application/pdf", body: b.Bytes()}
}

// pdfPage draws lines; titled lets the first one be larger.
func pdfPage(lines []string, titled bool) string {
	var page strings.Builder
	size := 10
	if titled {
		size = 14
	}
	fmt.Fprintf(&page, "BT /F1 %d Tf 56 780 Td 20 TL", size)
	for i, line := range lines {
		if titled && i == 1 {
			page.WriteString(" /F1 10 Tf")
		}
		page.WriteString(" (" + pdfText(line) + ") Tj T*")
	}
	page.WriteString(" ET")
	return page.String()
}

// pdfText is what may stand between the parentheses of a PDF string: of the letters beyond ASCII those that the font's
// encoding has at their own number, and the euro.
func pdfText(line string) string {
	var text strings.Builder
	for _, r := range line {
		switch {
		case r == '\\' || r == '(' || r == ')':
			text.WriteByte('\\')
			text.WriteRune(r)
		case r >= ' ' && r <= '~':
			text.WriteRune(r)
		case r == '€':
			text.WriteString(`\200`)
		case r >= 0xa0 && r <= 0xff:
			fmt.Fprintf(&text, `\%03o`, r)
		default:
			text.WriteByte('?')
		}
	}
	return text.String()
}
