package web

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestProvenanceInOtherVocabularies(t *testing.T) {
	r, s := openDesk(t)
	id := string(s.ids["vote"])
	schema := r.data("/article/" + id + "/schema")
	if schema["@type"] != "NewsArticle" || !strings.HasPrefix(schema["headline"].(string), "Committee votes 14 to 3") || schema["datePublished"] == nil {
		t.Errorf("%v", schema)
	}
	for name, v := range schema {
		if v == nil || v == "" {
			t.Errorf("%s is empty: what is unknown is left out", name)
		}
	}
	based := r.data("/article/" + string(s.ids["harbour"]) + "/schema")
	if got, _ := json.Marshal(based["isBasedOn"]); !strings.Contains(string(got), "letter.pdf") {
		t.Errorf("isBasedOn: %s", got)
	}
	prov := r.data("/article/" + id + "/prov")
	entities, activities := prov["entity"].(map[string]any), prov["activity"].(map[string]any)
	if len(entities) != 3 || len(activities) < 2 || len(prov["agent"].(map[string]any)) != 2 {
		t.Errorf("%d entities, %d activities", len(entities), len(activities))
	}
	for relation, ends := range map[string][]string{"wasGeneratedBy": {"prov:entity", "prov:activity"}, "specializationOf": {"prov:specificEntity", "prov:generalEntity"},
		"wasDerivedFrom": {"prov:generatedEntity", "prov:usedEntity"}, "wasAssociatedWith": {"prov:activity", "prov:agent"}, "wasAttributedTo": {"prov:entity", "prov:agent"}} {
		known := map[string]any{}
		for _, kind := range []string{"entity", "activity", "agent"} {
			for name := range prov[kind].(map[string]any) {
				known[name] = true
			}
		}
		all := prov[relation].(map[string]any)
		if len(all) == 0 {
			t.Errorf("no %s", relation)
		}
		for name, one := range all {
			for _, end := range ends {
				if known[one.(map[string]any)[end].(string)] == nil {
					t.Errorf("%s %s: %s leads nowhere", relation, name, end)
				}
			}
		}
	}
	full := r.data("/api/v1/articles/" + id)
	if full["archive"] != nil {
		t.Error("a sample page is in no archive")
	}
	if changes, _ := json.Marshal(full["revisions"]); !strings.Contains(string(changes), `"changed":["headline","text"]`) {
		t.Errorf("revisions: %s", changes)
	}
	if res := r.get("/article/nobody/prov"); res.StatusCode != 404 {
		t.Errorf("of an unknown article: %d", res.StatusCode)
	}
}
