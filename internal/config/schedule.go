package config

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"cipherdesk/internal/news"
)

// cronField names one of the five fields and its range.
type cronField struct {
	name      string
	low, high int
}

func cronFields() [5]cronField {
	return [5]cronField{{"minute", 0, 59}, {"hour", 0, 23}, {"day of month", 1, 31}, {"month", 1, 12}, {"day of week", 0, 6}}
}

// Schedule reads five cron fields, in UTC. What parses and would never fire,
// or would fire at other times than it seems to say, is refused: time zones,
// @every (it loses its phase at each restart), steps wider than their field,
// days that no month has. The error says what to write instead.
func Schedule(spec string) (cron.Schedule, error) {
	switch {
	case strings.Contains(spec, "TZ="):
		return nil, bad("schedules are in UTC; write the five fields alone", "cron %q sets a time zone", short(spec))
	case strings.HasPrefix(strings.TrimSpace(spec), "@"):
		return nil, bad("write five fields, like 7 * * * * for hourly", "cron %q is a shorthand", short(spec))
	}
	parts := strings.Fields(spec)
	if len(parts) != 5 {
		return nil, bad("write minute, hour, day of month, month, day of week, like 7 * * * *", "cron %q has %d fields of five", short(spec), len(parts))
	}
	for i, f := range cronFields() {
		if err := stepFits(parts[i], f); err != nil {
			return nil, err
		}
	}
	return compile(spec)
}

// compile hands the fields to cron, whose Parse has panicked on bad input.
func compile(spec string) (s cron.Schedule, err error) {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	err = news.Guarded(func() (err error) { s, err = parser.Parse(spec); return err })
	if err != nil {
		return nil, bad("write five fields of numbers, *, a-b, a,b or */n", "cron %q cannot be read (%s)", short(spec), short(err.Error()))
	}
	fixed, ok := s.(*cron.SpecSchedule)
	if !ok {
		return nil, bad("write five fields", "cron %q is not a schedule by the clock", short(spec))
	}
	fixed.Location = time.UTC
	// A leap year's start: 29 February fires, 30 February never does.
	if fixed.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, bad("choose a day that the month has", "cron %q never comes", short(spec))
	}
	return fixed, nil
}

// stepFits refuses */100: cron takes it, and means the field's first value.
func stepFits(field string, f cronField) error {
	for term := range strings.SplitSeq(field, ",") {
		_, step, stepped := strings.Cut(term, "/")
		if !stepped {
			continue
		}
		n, err := strconv.Atoi(step)
		if err != nil || n < 1 || n > f.high-f.low {
			return bad(fmt.Sprintf("use a step from 1 to %d", f.high-f.low), "cron step %q does not fit the %s", short(term), f.name)
		}
	}
	return nil
}

// DefaultCron is hourly, at a minute that depends on nothing but the outlet's
// id: outlets spread over the hour and stay where they are.
func DefaultCron(id news.OutletID) string {
	h := fnv.New32a()
	h.Write([]byte(id)) // never fails
	return fmt.Sprintf("%d * * * *", h.Sum32()%60)
}
