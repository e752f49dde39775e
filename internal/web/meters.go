package web

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// meters count what was served. No label holds anything of a reader.
type meters struct {
	requests *prometheus.CounterVec
	making   *prometheus.HistogramVec
}

func newMeters(reg *prometheus.Registry) meters {
	m := meters{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cipherdesk_http_requests_total",
			Help: "Requests answered, by page and class of status.",
		}, []string{"page", "status"}),
		making: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "cipherdesk_http_making_seconds",
			Help:    "Time to make an answer that was not ready.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .5, 2},
		}, []string{"page"}),
	}
	// A registry that already holds them belongs to a second handler in one
	// process, as in tests: its numbers then go uncollected.
	_ = reg.Register(m.requests)
	_ = reg.Register(m.making)
	return m
}

// undelivered shows what mails and webhooks still wait, and what was lost.
type undelivered struct {
	of func() (waiting, lost int, err error)
}

var undeliveredShape = prometheus.NewDesc("cipherdesk_deliveries", "Mails and webhooks that are not delivered: waiting for another try, or given up or never confirmed.", []string{"state"}, nil)

// Describe implements prometheus.Collector.
func (u undelivered) Describe(to chan<- *prometheus.Desc) { to <- undeliveredShape }

// Collect implements prometheus.Collector.
func (u undelivered) Collect(to chan<- prometheus.Metric) {
	waiting, lost, err := u.of()
	if err != nil { // the other numbers are still worth having
		return
	}
	to <- prometheus.MustNewConstMetric(undeliveredShape, prometheus.GaugeValue, float64(waiting), "waiting")
	to <- prometheus.MustNewConstMetric(undeliveredShape, prometheus.GaugeValue, float64(lost), "lost")
}

func statusClass(status int) string { return strconv.Itoa(status/100) + "xx" }
