package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"greenlane/clearance"
)

// metrics are what /metrics shows; none names an item or a person.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	reader   clearance.Reader
	lanes    *prometheus.Desc
	states   *prometheus.Desc
	rows     *prometheus.Desc
}

func newMetrics(r clearance.Reader) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), reader: r,
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "greenlane_http_seconds", Help: "Time to answer a request.", Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 10)}, []string{"method", "status"}),
		lanes:    prometheus.NewDesc("greenlane_items_by_lane", "Items by lane of their last decision.", []string{"lane"}, nil),
		states:   prometheus.NewDesc("greenlane_items_by_state", "Items by present state.", []string{"state"}, nil),
		rows:     prometheus.NewDesc("greenlane_journal_rows", "Rows of the journal.", nil, nil),
	}
	m.registry.MustRegister(m, m.requests)
	return m
}

// Describe is of prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) { ch <- m.lanes; ch <- m.states; ch <- m.rows }

// Collect is of prometheus.Collector.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	counts, err := m.reader.Counts(ctx)
	if err != nil {
		return
	}
	for lane, n := range counts.Lanes {
		ch <- prometheus.MustNewConstMetric(m.lanes, prometheus.GaugeValue, float64(n), string(lane))
	}
	for state, n := range counts.States {
		ch <- prometheus.MustNewConstMetric(m.states, prometheus.GaugeValue, float64(n), string(state))
	}
	ch <- prometheus.MustNewConstMetric(m.rows, prometheus.CounterValue, float64(counts.LastSeq))
}

// observe counts a request. Methods that HTTP does not know are one: who asks does not
// choose how many series there are.
func (m *metrics) observe(method string, code int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(method, strconv.Itoa(code)).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
