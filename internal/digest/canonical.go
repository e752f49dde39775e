package digest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Canonical is the one way to write a JSON value, as RFC 8785 says: no space,
// the names of objects in the order of their UTF-16, strings with no escape
// that is not needed, numbers as ECMAScript prints them. The value is what
// encoding/json decodes into an any.
func Canonical(v any) []byte { return appendCanonical(nil, v) }

func appendCanonical(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return appendString(b, v)
	case float64:
		return appendNumber(b, v)
	case []any:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendCanonical(b, e)
		}
		return append(b, ']')
	case map[string]any:
		return appendObject(b, v)
	}
	panic(fmt.Sprintf("digest: %T is no JSON value", v)) // only this package's own trees come here
}

// appendObject sorts names: RFC 8785 §3.2.3.
func appendObject(b []byte, o map[string]any) []byte {
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int {
		return slices.Compare(utf16.Encode([]rune(x)), utf16.Encode([]rune(y)))
	})
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, name), ':')
		b = appendCanonical(b, o[name])
	}
	return append(b, '}')
}

// appendNumber prints a number as encoding/json does, which is ECMAScript's
// way (RFC 8785 §3.2.2.3), but for a negative zero.
func appendNumber(b []byte, f float64) []byte {
	if f == 0 {
		return append(b, '0')
	}
	printed, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("digest: %v is no JSON number", f)) // decoded JSON has no other
	}
	return append(b, printed...)
}

// appendString escapes what must be: RFC 8785 §3.2.2.2. A string decoded from
// JSON is valid UTF-8.
func appendString(b []byte, s string) []byte {
	const short = "\b\t\n\f\r\"\\"
	const names = `btnfr"\`
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case bytes.IndexByte([]byte(short), c) >= 0:
			b = append(b, '\\', names[bytes.IndexByte([]byte(short), c)])
		case c < ' ':
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// tree turns a value of this package's forms into what Canonical prints.
func tree(form any) (v any, err error) {
	raw, err := json.Marshal(form)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	return v, err
}

// partMark is the name by which an object of an edition says that it is a part:
// it holds other people's words, can be withdrawn, and stands in the frame as
// nothing but its digest.
const partMark = "sha256"

// split takes the parts out of an edition. What it returns in their place,
// printed by Canonical, is the frame: its SHA-256 is the edition's id.
func split(v any, take func(store.Part)) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = split(e, take)
		}
		return out
	case map[string]any:
		if _, is := v[partMark]; is {
			p := partOf(v)
			take(p)
			return map[string]any{partMark: string(p.Digest)}
		}
		out := make(map[string]any, len(v))
		for name, e := range v {
			out[name] = split(e, take)
		}
		return out
	}
	return v
}

func partOf(object map[string]any) (p store.Part) {
	content := make(map[string]any, len(object))
	for name, v := range object {
		if name != partMark {
			content[name] = v
		}
	}
	p.Data = Canonical(content)
	p.Digest = news.DigestOf(p.Data)
	if id, ok := content["article"].(string); ok && id != "" {
		p.Articles = []news.ArticleID{news.ArticleID(id)}
	}
	return p
}

// join puts the parts back in their places. A withdrawn one is its digest and
// what its tombstone says.
func join(frame any, parts map[news.Digest]store.Part) (any, error) {
	switch v := frame.(type) {
	case []any:
		for i := range v {
			var err error
			if v[i], err = join(v[i], parts); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		if digest, is := v[partMark].(string); is {
			return whole(news.Digest(digest), parts)
		}
		for name := range v {
			var err error
			if v[name], err = join(v[name], parts); err != nil {
				return nil, err
			}
		}
	}
	return frame, nil
}

func whole(digest news.Digest, parts map[news.Digest]store.Part) (any, error) {
	p, ok := parts[digest]
	if !ok {
		return nil, fmt.Errorf("part %s is missing", digest)
	}
	content := map[string]any{}
	if p.Data != nil {
		if err := json.Unmarshal(p.Data, &content); err != nil {
			return nil, fmt.Errorf("part %s: %w", digest, err)
		}
	} else {
		tomb := map[string]any{}
		if p.Withdrawn != nil {
			tomb["on"], tomb["reason"] = stampOf(p.Withdrawn.At), p.Withdrawn.Reason
		}
		content["withdrawn"] = tomb
	}
	content[partMark] = string(digest)
	return content, nil
}
