package web

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// token reads the colours of one palette from the style sheet.
func tokens(t *testing.T, css, from, to string) map[string]string {
	t.Helper()
	_, rest, ok := strings.Cut(css, from)
	part, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("the sheet has no part from %q to %q", from, to)
	}
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(part, -1) {
		found[m[1]] = m[2]
	}
	return found
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		v, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// WCAG 2.2, 1.4.3: text needs 4.5:1 on whatever it stands on, in both schemes.
func TestColoursCanBeRead(t *testing.T) {
	sheet, err := staticFiles.ReadFile("static/desk.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(sheet)
	for scheme, palette := range map[string]map[string]string{
		"light": tokens(t, css, ":root {", "}"),
		"dark":  tokens(t, css, "prefers-color-scheme: dark) {", "}"),
	} {
		texts := []string{"ink", "soft", "link", "child", "rights", "press", "state", "police", "company", "research"}
		for _, ground := range []string{"paper", "raised", "wash"} {
			for _, text := range texts {
				if c := contrast(t, palette[text], palette[ground]); c < 4.5 {
					t.Errorf("%s: %s on %s has %.2f:1", scheme, text, ground, c)
				}
			}
		}
		for _, ground := range []string{"mark", "added", "removed"} {
			if c := contrast(t, palette["ink"], palette[ground]); c < 4.5 {
				t.Errorf("%s: ink on %s has %.2f:1", scheme, ground, c)
			}
		}
		if c := contrast(t, palette["paper"], palette["ink"]); c < 7 {
			t.Errorf("%s: body text has %.2f:1", scheme, c)
		}
	}
}

// A strict policy forbids what these would need.
func TestTemplatesHoldNothingInline(t *testing.T) {
	entries, err := templateFiles.ReadDir("templates")
	if err != nil || len(entries) < len(pageTemplates) {
		t.Fatalf("%d templates, %v", len(entries), err)
	}
	forbidden := regexp.MustCompile(`(?i)<script[ >]|<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|src="?http`)
	for _, e := range entries {
		text, err := templateFiles.ReadFile("templates/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.Replace(text, []byte(`<script src="{{.Site.Script}}" defer>`), nil, 1)
		if hit := forbidden.Find(text); hit != nil {
			t.Errorf("%s: %s", e.Name(), hit)
		}
	}
}
