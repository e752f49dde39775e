package web

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

//go:embed templates
var templateFiles embed.FS

// loadStatic reads the embedded files into ready answers and returns the
// address of the style sheet with its version in it, so that it can be kept
// for ever by whoever asks for it.
func loadStatic() (map[string]*answer, string) {
	files := map[string]*answer{}
	sheet := ""
	for _, name := range staticNames() {
		body, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			panic(err) // embedded at build time: cannot be missing
		}
		a := newAnswer(http.StatusOK, contentType(name), body)
		a.control = controlStatic
		files["/static/"+name] = a
		if name == "desk.css" {
			sheet = "/static/desk.css?v=" + a.tag[:8]
		}
	}
	files["/favicon.ico"] = files["/static/icon.svg"]
	return files, sheet
}

func staticNames() []string {
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		panic(err) // embedded at build time: cannot be missing
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func contentType(name string) string {
	switch path.Ext(strings.ToLower(name)) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	return "text/plain; charset=utf-8"
}
