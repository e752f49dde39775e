package page

import (
	"bytes"
	"net/http"
	"strings"
)

// NotText names what a body is that holds no text for a reader of pages; empty
// for everything else.
func NotText(body []byte) string {
	head := bytes.TrimLeft(body[:min(len(body), 1024)], " \t\r\n\ufeff")
	if i := bytes.Index(head, []byte("%PDF-")); i >= 0 && i < 64 {
		return "a PDF"
	}
	switch kind := http.DetectContentType(head); {
	case strings.HasPrefix(kind, "image/"), strings.HasPrefix(kind, "audio/"), strings.HasPrefix(kind, "video/"), strings.HasPrefix(kind, "font/"):
		return "a file of type " + kind
	case kind == "application/zip", kind == "application/x-gzip", kind == "application/x-rar-compressed":
		return "a packed file"
	}
	return ""
}
