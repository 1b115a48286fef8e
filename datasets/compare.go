package datasets

// Comparison is one quantity beside the reference.
type Comparison struct {
	Name               string
	Summary, Reference Summary
	// Distance is the difference of the means in standard deviations of the
	// reference, to two decimals, Percent the same in percent of the
	// reference's mean, to one. NaN where the reference has none.
	Distance, Percent float64
}

// Compare returns every quantity with its distance from ReferenceEvents.
func (s *EventStats) Compare() []Comparison {
	ref := ReferenceEvents()
	out := make([]Comparison, len(ref))
	for i, q := range s.Quantities() {
		r := ref[i].Summary
		out[i] = Comparison{Name: q.Name, Summary: q.Summary, Reference: r, Distance: distance(q.Summary, r), Percent: percent(q.Summary, r)}
	}
	return out
}
