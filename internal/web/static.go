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
// addresses of the style sheet and of the script with their versions in them, so
// that they can be kept for ever by whoever asks for them.
func loadStatic() (files map[string]*answer, sheet, script string) {
	files = map[string]*answer{}
	for _, name := range staticNames() {
		body, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			panic(err) // embedded at build time: cannot be missing
		}
		a := newAnswer(http.StatusOK, contentType(name), body)
		a.control = controlStatic
		files["/static/"+name] = a
		switch address := "/static/" + name + "?v=" + a.tag[:8]; name {
		case "desk.css":
			sheet = address
		case "desk.js":
			script = address
		}
	}
	files["/favicon.ico"] = files["/static/icon.svg"]
	return files, sheet, script
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
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	return "text/plain; charset=utf-8"
}
