package web

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"
)

// fragments keeps parts of pages that are made again and again of the same
// content, by what names that content. It is safe for concurrent use; the zero
// value is ready.
type fragments struct {
	mu   sync.Mutex
	kept map[string]template.HTML
	held int
}

// mostFragments bounds what fragments hold, in bytes. What is dropped is made
// again.
const mostFragments = 4 << 20

func (f *fragments) get(key string) (template.HTML, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h, ok := f.kept[key]
	return h, ok
}

func (f *fragments) put(key string, h template.HTML) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || f.held > mostFragments {
		f.kept, f.held = map[string]template.HTML{}, 0
	}
	f.kept[key] = h
	f.held += len(h)
}

// part renders a part of the edition's templates, or takes it from before where
// key names its content. An empty key names none.
func (s *site) part(name, key string, data any) (template.HTML, error) {
	if key != "" {
		key = name + " " + key
		if h, ok := s.parts.get(key); ok {
			return h, nil
		}
	}
	var b bytes.Buffer
	if err := s.templates["front"].ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("template %s: %w", name, err)
	}
	h := template.HTML(b.String()) // what a template made is escaped
	if key != "" {
		s.parts.put(key, h)
	}
	return h, nil
}
