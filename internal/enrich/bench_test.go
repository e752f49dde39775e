package enrich

import (
	"fmt"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// sample is 4.5 KB of English prose as the desk sees it: a lede, quotes,
// numbers, names.
func sample() Revision {
	const paragraph = `Children’s charities have written to the company’s chief executive, urging him not to go ahead with end-to-end encryption on its messaging services. “Offenders would have a place to hide,” said Jane Doe, chief executive of the Harbour Trust. The letter, signed by 129 organisations in 102 countries, says that the company made 16.8 million reports in 2018, more than 90 per cent of the total, and that the National Crime Agency estimates more than 2,500 arrests followed from them. A spokesperson said that protecting children was “critically important” and that experts were being consulted before the roll-out, which may take years. Ministers in three countries have asked for access to messages for law enforcement; the company has said that it will not build a back door.`
	return Revision{
		Title:    "Charities urge company to halt encryption plans",
		Summary:  "More than 100 groups say that reports of abuse would be lost.",
		Text:     strings.TrimSuffix(strings.Repeat(paragraph+"\n\n", 6), "\n\n")[:4500],
		Language: "en",
	}
}

func BenchmarkAnalyse(b *testing.B) {
	a, r := with(b, nil), sample()
	b.ReportAllocs()
	b.SetBytes(int64(len(r.Text)))
	for b.Loop() {
		a.Analyse(r)
	}
}

func BenchmarkTags(b *testing.B) {
	a, r := with(b, nil), sample()
	d := &document{}
	b.ReportAllocs()
	for b.Loop() {
		d.read(r, a.phrases)
		d.lang = language(d)
		a.tagger.find(d)
	}
}

// BenchmarkRules shows that a text costs the same however many rules there are:
// the built-in ones, and those with thousands of forms more, whose phrases begin
// with words that the text has.
func BenchmarkRules(b *testing.B) {
	for _, more := range []int{0, 1000, 10000} {
		b.Run(fmt.Sprintf("%d more", more), func(b *testing.B) {
			a, r := with(b, manyForms(more)), sample()
			b.ReportAllocs()
			for b.Loop() {
				a.Analyse(r)
			}
		})
	}
}

// manyForms are n forms of tags that no text has.
func manyForms(n int) news.Rules {
	rules := news.Rules{}
	for i := range n {
		tag := fmt.Sprintf("topic/bench-%d", i%100)
		rule := rules[tag]
		rule.Forms = append(rule.Forms, news.Form{
			ID:    fmt.Sprint(i),
			Words: []string{fmt.Sprintf("encryption affair%d", i), fmt.Sprintf("backdoor%d", i)},
			Near:  []string{fmt.Sprintf("privacy%d", i%500)},
		})
		rules[tag] = rule
	}
	return rules
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		with(b, nil)
	}
}
