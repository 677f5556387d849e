"""A local page: traces, scores, signs and the health of the link, in any browser."""
