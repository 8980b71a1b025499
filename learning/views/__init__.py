"""HTTP in, verbs called, template out: pages, actions in a lesson, one's own, assessments."""
