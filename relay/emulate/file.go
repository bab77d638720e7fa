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

// pdfFile is one page of PDF 1.4 in a font that every reader has, the first line in larger type.
func pdfFile(lines []string) answer {
	var page strings.Builder
	page.WriteString("BT /F1 14 Tf 56 780 Td 20 TL")
	for i, line := range lines {
		if i == 1 {
			page.WriteString(" /F1 10 Tf")
		}
		page.WriteString(" (" + pdfText(line) + ") Tj T*")
	}
	page.WriteString(" ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
	}
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

// pdfText is what may stand between the parentheses of a PDF string; the font has no letters beyond ASCII that count on
// one encoding.
func pdfText(line string) string {
	escaped := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(line)
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, escaped)
}
