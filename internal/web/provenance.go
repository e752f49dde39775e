package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"cipherdesk/internal/news"
)

// The provenance of an article in two vocabularies that other programs know:
// schema.org's NewsArticle and W3C PROV. Both say only what was observed or
// found; what is not known is left out.

func (s *site) routeProvenance() {
	s.pages.Handle("/article/{id}/schema", s.linked("schema", "application/ld+json", s.schemaOf))
	s.pages.Handle("/article/{id}/prov", s.linked("prov", "application/json", s.provOf))
}

// linked serves a description of an article.
func (s *site) linked(name, media string, describe func(news.Full) map[string]any) http.Handler {
	return s.ready(name, func(ctx context.Context, r *http.Request) (*answer, error) {
		f, err := s.readArticle(ctx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		body, err := encodeJSON(describe(f))
		if err != nil {
			return nil, err
		}
		return newAnswer(http.StatusOK, media, body), nil
	})
}

// archiveOf is the address under which the public archive has a page as it was
// at a time. Nobody is asked for it here. Sample pages are in no archive.
func (s *site) archiveOf(url string, at time.Time) string {
	if s.o.Sample || at.IsZero() {
		return ""
	}
	return "https://web.archive.org/web/" + at.UTC().Format("20060102150405") + "/" + url
}

// captured is the archive's address of an article as it was first seen; none
// where its publisher wants none.
func (s *site) captured(f news.Full) string {
	if f.Text.Rights.NoArchive {
		return ""
	}
	return s.archiveOf(f.URL, f.FirstSeen)
}

// object is a JSON object from which what is empty is left out.
type object map[string]any

func (o object) put(name string, v any) object {
	switch v := v.(type) {
	case string:
		if v == "" {
			return o
		}
	case []string:
		if len(v) == 0 {
			return o
		}
	case []any:
		if len(v) == 0 {
			return o
		}
	}
	o[name] = v
	return o
}

// schemaOf describes an article as schema.org does, with what it relies on and
// the corrections that it prints.
func (s *site) schemaOf(f news.Full) map[string]any {
	o := object{"@context": "https://schema.org", "@type": "NewsArticle", "@id": f.URL, "url": f.URL}
	o.put("headline", f.Title).put("inLanguage", f.Language).put("sameAs", f.Aliases)
	if f.Published.Usable() {
		o["datePublished"] = f.Published.String()
	}
	var authors, based, cited, corrections []any
	for _, name := range f.Byline {
		authors = append(authors, object{"@type": "Person", "name": name})
	}
	for _, c := range f.Findings.Citations {
		work := object{"@type": "CreativeWork"}.put("name", c.Source).put("url", c.URL)
		switch {
		case len(work) == 1:
		case c.Relation == news.RelBasedOn:
			based = append(based, work)
		case c.Kind == news.CiteDocument || c.Kind == news.CiteCredit || c.Kind == news.CiteLink:
			cited = append(cited, work)
		}
	}
	for _, u := range f.Text.Updates {
		note := object{"@type": "CorrectionComment"}
		if u.Time.Usable() {
			note["datePublished"] = u.Time.String()
		}
		corrections = append(corrections, note)
	}
	o.put("author", authors).put("isBasedOn", based).put("citation", cited).put("correction", corrections)
	o["publisher"] = object{"@type": "NewsMediaOrganization", "name": f.OutletName}.put("url", f.Outlet.Home)
	o["sdPublisher"] = object{"@type": "Organization", "name": s.o.Title, "url": s.url("/")}
	o["sdDatePublished"] = f.FirstSeen.UTC().Format(time.RFC3339)
	o["subjectOf"] = s.url("/article/" + string(f.ID))
	return o.put("archivedAt", s.captured(f))
}

// provOf describes how we know an article: PROV-JSON, of the member submission
// of 24 April 2013. Versions are entities, requests are activities, the outlet
// and this desk are agents.
func (s *site) provOf(f news.Full) map[string]any {
	id := func(kind string, n any) string { return fmt.Sprintf("desk:%s/%v", kind, n) }
	outlet, article := id("outlet", f.Article.Outlet), id("article", f.ID)
	entity := object{article: object{"prov:label": f.Title, "prov:location": f.URL, "desk:firstSeen": instantOf(f.FirstSeen)}}
	agent := object{
		outlet:         object{"prov:type": named("prov:Organization"), "prov:label": f.OutletName},
		"desk:program": object{"prov:type": named("prov:SoftwareAgent"), "prov:label": "cipherdesk " + s.o.Version, "desk:rules": s.o.Rules},
	}
	activity, associated := object{}, object{}
	for _, x := range f.Fetches {
		name := id("request", x.ID)
		activity[name] = object{"prov:startTime": instantOf(x.At), "prov:endTime": instantOf(x.At.Add(x.Took)), "prov:location": x.URL, "desk:status": x.Status}
		associated[fmt.Sprintf("_:asked%d", x.ID)] = object{"prov:activity": name, "prov:agent": "desk:program"}
	}
	generated, special, revised := object{}, object{}, object{}
	for i, r := range f.Revisions {
		name := id("article", fmt.Sprintf("%s/version/%d", f.ID, r.N))
		entity[name] = object{"prov:label": r.Text.Title, "desk:sha256": string(r.Digest), "desk:extractor": r.Text.Version, "desk:gone": r.Gone}
		special[fmt.Sprintf("_:version%d", r.N)] = object{"prov:specificEntity": name, "prov:generalEntity": article}
		if request := id("request", r.FetchID); activity[request] != nil {
			generated[fmt.Sprintf("_:read%d", r.N)] = object{"prov:entity": name, "prov:activity": request, "prov:time": instantOf(r.SeenAt)}
		}
		if i > 0 {
			revised[fmt.Sprintf("_:change%d", r.N)] = object{"prov:generatedEntity": name, "prov:type": named("prov:Revision"),
				"prov:usedEntity": id("article", fmt.Sprintf("%s/version/%d", f.ID, f.Revisions[i-1].N))}
		}
	}
	return object{
		"prefix": object{"desk": s.url("/"), "prov": "http://www.w3.org/ns/prov#", "xsd": "http://www.w3.org/2001/XMLSchema#"},
		"entity": entity, "agent": agent, "activity": activity, "wasAssociatedWith": associated, "wasGeneratedBy": generated,
		"specializationOf": special, "wasDerivedFrom": revised,
		"wasAttributedTo": object{"_:published": object{"prov:entity": article, "prov:agent": outlet}},
	}
}

// instantOf is a time as PROV-JSON types it.
func instantOf(t time.Time) object {
	return object{"$": t.UTC().Format(time.RFC3339Nano), "type": "xsd:dateTime"}
}

// named is a qualified name as PROV-JSON types it.
func named(name string) object { return object{"$": name, "type": "prov:QUALIFIED_NAME"} }
