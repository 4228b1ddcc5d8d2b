package pack

import (
	"maps"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func (l *loader) readQuality() {
	var f struct {
		Source   text `yaml:"source"`
		Required []struct {
			Field   text     `yaml:"field"`
			Classes []string `yaml:"classes"`
			Natures []string `yaml:"natures"`
			Action  text     `yaml:"action"`
			Reason  text     `yaml:"reason"`
			Dated   dated    `yaml:",inline"`
		} `yaml:"required"`
		Vague []string `yaml:"vague_terms"`
	}
	if !l.readHere(&f) {
		return
	}
	l.p.Quality = Requirements{VagueTerms: f.Vague, Source: l.source(f.Source, 1)}
	for _, r := range f.Required {
		if r.Field.v == "" || r.Field.v[0] != '/' {
			l.fail(r.Field.line, "a required field is a pointer such as /declaration/lines/*/origin")
		}
		l.p.Quality.Required = append(l.p.Quality.Required, Requirement{Field: r.Field.v, Classes: r.Classes, Natures: r.Natures,
			Action: l.oneOf(r.Action, r.Field.line, "complete", "advise"), Reason: r.Reason.v, Period: l.period(r.Dated), Source: l.source(r.Dated.Source, r.Field.line)})
	}
}

func (l *loader) readRestrictions() {
	var f struct {
		Restrictions []struct {
			ID      text     `yaml:"id"`
			Title   text     `yaml:"title"`
			Effect  text     `yaml:"effect"`
			HS      []string `yaml:"hs"`
			Words   []string `yaml:"words"`
			Except  []string `yaml:"except"`
			Origins []string `yaml:"origins"`
			Flow    text     `yaml:"flow"`
			Permit  text     `yaml:"permit"`
			Where   text     `yaml:"where"`
			Agency  text     `yaml:"agency"`
			Dated   dated    `yaml:",inline"`
		} `yaml:"restrictions"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, r := range f.Restrictions {
		res := Restriction{ID: r.ID.v, Title: r.Title.v, Effect: l.oneOf(r.Effect, r.ID.line, "attention", "restricted", "prohibited"), HS: r.HS, Words: r.Words,
			Except: r.Except, Origins: r.Origins, Flow: l.flow(r.Flow), Permit: r.Permit.v, Where: r.Where.v, Agency: r.Agency.v,
			Period: l.period(r.Dated), Source: l.source(r.Dated.Source, r.ID.line)}
		if res.ID == "" || res.Title == "" || len(res.HS)+len(res.Words) == 0 {
			l.fail(r.ID.line, "a restriction needs id, title, and codes or words")
		}
		l.p.Restrictions = append(l.p.Restrictions, res)
		l.once("restriction "+res.ID, r.ID.line, res.Period)
	}
}

func (l *loader) readRules() {
	var f struct {
		Rules []struct {
			ID          text  `yaml:"id"`
			Title       text  `yaml:"title"`
			When        text  `yaml:"when"`
			Lane        text  `yaml:"lane"`
			Percent     int   `yaml:"percent"`
			Score       int   `yaml:"score"`
			Decision    text  `yaml:"decision"`
			Code        text  `yaml:"code"`
			Message     text  `yaml:"message"`
			Instruction text  `yaml:"instruction"`
			State       text  `yaml:"state"`
			Priority    int   `yaml:"priority"`
			Dated       dated `yaml:",inline"`
		} `yaml:"rules"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, r := range f.Rules {
		rule := Rule{ID: r.ID.v, Title: r.Title.v, When: r.When.v, Lane: l.oneOf(r.Lane, r.ID.line, "green", "blue", "yellow", "red"),
			Percent: r.Percent, Score: r.Score, Decision: l.oneOf(r.Decision, r.ID.line, "", "hold", "refer", "refuse"), Code: r.Code.v,
			Message: r.Message.v, Instruction: r.Instruction.v, State: l.oneOf(r.State, r.ID.line, "live", "shadow"), Priority: r.Priority,
			Period: l.period(r.Dated), Source: l.source(r.Dated.Source, r.ID.line)}
		if rule.ID == "" || rule.Title == "" || rule.When == "" || rule.Percent < 0 || rule.Percent > 100 || rule.Score < 0 || rule.Score > 100 {
			l.fail(r.ID.line, "a rule needs id, title and when; percent and score lie between 0 and 100")
		}
		l.p.Rules = append(l.p.Rules, rule)
		l.once("rule "+rule.ID, r.ID.line, rule.Period)
	}
}
