package sample_test

import (
	"testing"

	"cipherdesk/internal/config"
	"cipherdesk/internal/news"
	"cipherdesk/internal/sample"
)

func TestConfigIsAValidFeedsFile(t *testing.T) {
	for _, address := range []func(string) string{sample.Named(8099), sample.Numbered(8099)} {
		w, err := sample.New(address)
		if err != nil {
			t.Fatal(err)
		}
		src, err := w.Config("http://127.0.0.1:8080/")
		if err != nil {
			t.Fatal(err)
		}
		c, problems := config.Load(src)
		if len(problems) > 0 {
			t.Fatalf("%v", problems)
		}
		if len(c.Notes) > 0 {
			t.Errorf("notes: %v", c.Notes)
		}
		checkOutlets(t, c.Outlets, address)
	}
}

func checkOutlets(t *testing.T, outlets []news.Outlet, address func(string) string) {
	t.Helper()
	polled, kinds, sources := 0, map[news.Kind]bool{}, map[news.FeedKind]bool{}
	for _, o := range outlets {
		if o.Entity {
			continue
		}
		polled++
		kinds[o.Kind] = true
		if o.Home != address(string(o.ID))+"/" {
			t.Errorf("%s lives at %s", o.ID, o.Home)
		}
		for _, f := range o.Feeds {
			sources[f.Kind] = true
		}
	}
	if polled != 14 || len(kinds) < 8 || !sources[news.KindIndex] || !sources[news.KindSitemap] {
		t.Errorf("%d outlets of %d kinds, sources %v", polled, len(kinds), sources)
	}
}
